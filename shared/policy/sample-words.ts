import type { Language } from '../verdict.ts';
import type { Circumstances, Sample } from './sample.ts';

/** Says in words who the sample is, leaving out what is as of any visitor. */
export function inWords(sample: Sample, circumstances: Circumstances): Readonly<Record<Language, string>> {
  return {
    'zh-CN': [...chinese(sample), ...chineseCircumstances(circumstances)].join('，'),
    en: [...english(sample), ...englishCircumstances(circumstances)].join(', '),
  };
}

const COLOURS = { green: '绿码', yellow: '黄码', red: '红码' };
const KINDS = { 'nucleic-acid': '核酸', antigen: '抗原', other: '其他检测' };
const PASSES = { staff: '员工', vehicle: '车辆', shuttle: '班车', 'point-work': '点式复工', delivery: '配送' };
const LOADS = { cargo: '载货', passengers: '载客' };
const RESULTS = { negative: '阴性', positive: '阳性', pending: '结果未出', inconclusive: '结果不明' };

function chinese({
  kind,
  colour,
  ageGroup,
  codeAgeSeconds,
  tests,
  vaccinations,
  visited,
  pass,
  recoveries,
}: Sample): string[] {
  return [
    colour === null ? '无颜色的码' : COLOURS[colour],
    ...(kind === 'paper' ? ['离线纸质码'] : []),
    ...(ageGroup === null ? [] : [`年龄段 ${ageGroup}`]),
    ...(codeAgeSeconds === 0 ? [] : [`码生成于 ${chineseAgo(codeAgeSeconds)}`]),
    ...(tests.length === 0 ? ['无检测'] : []),
    ...tests.map(
      (test) =>
        `${KINDS[test.kind]}${RESULTS[test.result]}，采样于 ${chineseAgo(test.sampledSecondsAgo)}${chineseResult(test)}`,
    ),
    ...vaccinations.map(({ dose, of, daysAgo }) => `疫苗第 ${dose}${of === null ? '' : `/${of}`} 剂，${daysAgo} 天前`),
    ...recoveries.map(({ firstPositiveDaysAgo }) => `康复，${firstPositiveDaysAgo} 天前首次阳性`),
    ...visited.map(({ area, toDaysAgo }) => `到过 ${area}，${toDaysAgo} 天前离开`),
    ...(pass === null ? [] : chinesePass(pass)),
  ];
}

function chineseCircumstances({
  at,
  clockErrorSeconds,
  direction,
  district,
  hasCardReader,
  temperatureCelsius,
  secondsSinceAdmitted,
}: Circumstances): string[] {
  return [
    ...(direction === 'out' ? ['离场'] : []),
    ...(hasCardReader ? ['有读卡器'] : []),
    ...(district === null ? [] : [`在 ${district}`]),
    ...(temperatureCelsius === null ? [] : [`体温 ${temperatureCelsius} °C`]),
    ...(secondsSinceAdmitted === null ? [] : [`${secondsSinceAdmitted} 秒前已入场`]),
    ...(clockErrorSeconds === null ? [] : [`本机时钟误差至多 ${clockErrorSeconds} 秒`]),
    ...(at === undefined ? [] : [`时间 ${at}`]),
  ];
}

function english({
  kind,
  colour,
  ageGroup,
  codeAgeSeconds,
  tests,
  vaccinations,
  visited,
  pass,
  recoveries,
}: Sample): string[] {
  return [
    `${colour ?? 'colourless'}${kind === 'paper' ? ' paper' : ''} code`,
    ...(ageGroup === null ? [] : [`aged ${ageGroup}`]),
    ...(codeAgeSeconds === 0 ? [] : [`made ${englishAgo(codeAgeSeconds)}`]),
    ...(tests.length === 0 ? ['no test'] : []),
    ...tests.map(
      (test) => `${test.kind} test ${test.result}, sampled ${englishAgo(test.sampledSecondsAgo)}${englishResult(test)}`,
    ),
    ...vaccinations.map(({ dose, of, daysAgo }) => `dose ${dose}${of === null ? '' : ` of ${of}`} ${daysAgo} days ago`),
    ...recoveries.map(({ firstPositiveDaysAgo }) => `recovered, first positive ${firstPositiveDaysAgo} days ago`),
    ...visited.map(({ area, toDaysAgo }) => `was in ${area} until ${toDaysAgo} days ago`),
    ...(pass === null ? [] : englishPass(pass)),
  ];
}

function englishCircumstances({
  at,
  clockErrorSeconds,
  direction,
  district,
  hasCardReader,
  temperatureCelsius,
  secondsSinceAdmitted,
}: Circumstances): string[] {
  return [
    ...(direction === 'out' ? ['leaving'] : []),
    ...(hasCardReader ? ['at a card reader'] : []),
    ...(district === null ? [] : [`in ${district}`]),
    ...(temperatureCelsius === null ? [] : [`${temperatureCelsius} °C`]),
    ...(secondsSinceAdmitted === null ? [] : [`admitted ${secondsSinceAdmitted} s before`]),
    ...(clockErrorSeconds === null ? [] : [`our clock off by ${clockErrorSeconds} s at most`]),
    ...(at === undefined ? [] : [`at ${at}`]),
  ];
}

type Pass = NonNullable<Sample['pass']>;

function chinesePass({ type, carries, secondsLeft, isHere, isNow }: Pass): string[] {
  return [
    `${PASSES[type]}通行证${carries === null ? '' : `（${LOADS[carries]}）`}，剩余 ${secondsLeft} 秒`,
    ...(isHere ? [] : ['不在此处有效']),
    ...(isNow ? [] : ['此时无效']),
  ];
}

function englishPass({ type, carries, secondsLeft, isHere, isNow }: Pass): string[] {
  return [
    `${type} pass${carries === null ? '' : ` (${carries})`} for ${secondsLeft} s more`,
    ...(isHere ? [] : ['for elsewhere']),
    ...(isNow ? [] : ['for another hour']),
  ];
}

/** Hours, minutes and seconds, without those that are none. */
function partsOf(seconds: number): [hours: number, minutes: number, seconds: number] {
  const whole = Math.abs(seconds);
  return [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
}

function chineseAgo(seconds: number): string {
  const units = ['小时', '分', '秒'];
  const said = partsOf(seconds).flatMap((count, i) => (count === 0 ? [] : [`${count} ${units[i] ?? ''}`]));
  return `${said.length === 0 ? '0 秒' : said.join(' ')}${seconds < 0 ? '后' : '前'}`;
}

function englishAgo(seconds: number): string {
  const units = ['h', 'min', 's'];
  const said = partsOf(seconds).flatMap((count, i) => (count === 0 ? [] : [`${count} ${units[i] ?? ''}`]));
  return `${said.length === 0 ? '0 s' : said.join(' ')} ${seconds < 0 ? 'ahead' : 'ago'}`;
}

type Test = Sample['tests'][number];

/** Nobody says of a result that is not out when it came. */
function isUntimed({ result, resultSecondsAgo }: Test): boolean {
  return result !== 'pending' && resultSecondsAgo === null;
}

function chineseResult(test: Test): string {
  const { resultSecondsAgo, sampledSecondsAgo } = test;
  if (isUntimed(test)) return '，出结果时间不明';
  const isSaid = resultSecondsAgo !== null && resultSecondsAgo !== sampledSecondsAgo;
  return isSaid ? `，出结果于 ${chineseAgo(resultSecondsAgo)}` : '';
}

function englishResult(test: Test): string {
  const { resultSecondsAgo, sampledSecondsAgo } = test;
  if (isUntimed(test)) return ', time of result not known';
  const isSaid = resultSecondsAgo !== null && resultSecondsAgo !== sampledSecondsAgo;
  return isSaid ? `, result ${englishAgo(resultSecondsAgo)}` : '';
}

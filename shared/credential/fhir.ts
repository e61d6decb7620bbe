import { NO_FACTS, type Facts, type TestFact, type VaccinationFact } from './facts.ts';
import { day, moment } from './foreign-time.ts';
import { MAX_INFLATED_LENGTH } from './limits.ts';
import { maskNames } from './mask.ts';
import { namedPerson } from './person.ts';
import { listOf, mapOf, optional, text, type Reader } from './shape.ts';
import type { EpochSeconds } from '../time.ts';

const label = text(0, 128);
const coding = mapOf({ system: ['system', optional(label, '')], code: ['code', optional(label, '')] });
const concept = mapOf({ codings: ['coding', optional(listOf(16, coding), [])] });
type Coding = NonNullable<ReturnType<typeof coding>>;
type Concept = NonNullable<ReturnType<typeof concept>>;

/** Those of a concept's codings that can be read: what stands beside them must not hide what they say. */
const readableConcept: Reader<Concept> = mapOf({
  codings: ['coding', (value) => (Array.isArray(value) ? value.flatMap((one) => coding(one) ?? []) : undefined)],
});

const resource = mapOf({ type: ['resourceType', text(1, 64)] });

const bundle = mapOf({
  type: ['resourceType', (value) => (value === 'Bundle' ? value : undefined)],
  entries: ['entry', listOf(MAX_INFLATED_LENGTH, mapOf({ resource: ['resource', (value) => value ?? undefined] }))],
});

const patient = mapOf({
  names: [
    'name',
    optional(
      listOf(
        16,
        mapOf({
          family: ['family', optional(label, '')],
          given: ['given', optional(listOf(16, label), [])],
          text: ['text', optional(label, '')],
        }),
      ),
      [],
    ),
  ],
  birthDate: ['birthDate', optional(label, '')],
});

const immunization = mapOf({
  status: ['status', label],
  vaccine: ['vaccineCode', concept],
  atDay: ['occurrenceDateTime', day],
});

const observation = mapOf({
  status: ['status', label],
  kind: ['code', readableConcept],
  at: ['effectiveDateTime', optional<EpochSeconds, null>(moment, null)],
  during: ['effectivePeriod', optional(mapOf({ from: ['start', moment] }), null)],
  /** A value of another type may say anything: it counts as no clear result. */
  result: ['valueCodeableConcept', optional(concept, { codings: [] })],
});

const CVX = 'http://hl7.org/fhir/sid/cvx';
const ICD_11 = 'http://id.who.int/icd/release/11/mms';
const LOINC = 'http://loinc.org';
const SNOMED = 'http://snomed.info/sct';

/**
 * CVX codes of COVID-19 vaccines: those of the US, and 500 to 599, which the CDC keeps for those of other countries.
 *
 * @see CDC, "COVID-19 vaccine related codes"
 */
const COVID_CVX = new Set(
  '207 208 210 211 212 213 217 218 219 221 225 226 227 228 229 230 300 301 302 308 309 310 311 312 313'.split(' '),
);

/** Codes of COVID-19 vaccines by system. @see HL7 "Vaccination & Testing", value sets of vaccines in SNOMED CT and ICD-11 */
const COVID_VACCINES: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [CVX, COVID_CVX],
  [
    SNOMED,
    new Set(
      '1119305005 1119349007 28531000087107 28571000087109 28581000087106 28761000087108 28951000087107'.split(' '),
    ),
  ],
  [ICD_11, new Set('XM68M6 XM1NL1 XM5DF6 XM9QW8 XM0GQ8 XM8NQ0 XM3DT5 XM4YL8 XM6QV1 XM1G90 XM7HT3'.split(' '))],
]);

/** LOINC codes of qualitative tests for SARS-CoV-2, alone or in a panel: for its nucleic acid, and for its antigen. */
const NUCLEIC_ACID =
  '94306-8 94307-6 94308-4 94309-2 94310-0 94314-2 94315-9 94316-7 94500-6 94502-2 94531-1 94532-9 94533-7 94534-5 94559-2 94565-9 94639-2 94640-0 94641-8 94647-7 94660-8 94756-4 94757-2 94758-0 94759-8 94760-6 94765-5 94766-3 94767-1 94822-4 94845-5 95406-5 95409-9 95422-2 95423-0 95425-5 95608-6 95823-1 95824-9 95826-4 96091-4 96120-1 96121-9 96122-7 96123-5 96448-6 96763-8 96765-3 96797-6 96957-6 96958-4 96986-7 97098-8 97104-4 98131-6 98132-4 98493-0 98494-8';
const ANTIGEN = '94558-4 95209-3 95942-9 96119-3 97097-0 97099-6';
const TEST_KIND: ReadonlyMap<string, TestFact['kind']> = new Map([
  ...NUCLEIC_ACID.split(' ').map((code) => [code, 'nucleic-acid'] as const),
  ...ANTIGEN.split(' ').map((code) => [code, 'antigen'] as const),
]);

/** @see HL7 "Vaccination & Testing" value set for qualitative results */
const TEST_RESULT: ReadonlyMap<string, TestFact['result']> = new Map([
  [`${SNOMED} 260373001`, 'positive'],
  [`${SNOMED} 260415000`, 'negative'],
  [`${SNOMED} 10828004`, 'positive'],
  [`${SNOMED} 260385009`, 'negative'],
  [`${LOINC} LA11882-0`, 'positive'],
  [`${LOINC} LA11883-8`, 'negative'],
  [`${LOINC} LA6576-8`, 'positive'],
  [`${LOINC} LA6577-6`, 'negative'],
]);

/** @see FHIR R4, ObservationStatus */
const FINAL = new Set(['final', 'amended', 'corrected']);
const AWAITED = new Set(['registered', 'preliminary']);

/**
 * Reads the facts of a FHIR R4 bundle: whose card it is, COVID-19 immunizations, tests for SARS-CoV-2.
 *
 * Resources of other kinds or for other diseases say nothing, nor do immunizations on a day too vague to judge by. A
 * test for SARS-CoV-2 that cannot be read makes the card unreadable: it might be the positive one.
 */
export const readBundle: Reader<Facts> = (value) => {
  const read = bundle(value);
  if (read === undefined) return undefined;
  const resources = read.entries.map((entry) => entry.resource);
  const typed = (type: string): unknown[] => resources.filter((one) => resource(one)?.type === type);
  const patients = typed('Patient').map(patient);
  // Whose card it is must be known, and of one person only.
  if (patients[0] === undefined || patients.length > 1) return undefined;
  const tests = typed('Observation').filter(isCovidTest).map(testOf);
  if (tests.includes(undefined)) return undefined;
  return {
    ...NO_FACTS,
    ...personOf(patients[0]),
    vaccinations: vaccinationsOf(typed('Immunization').map(immunization)),
    tests: tests.flatMap((test) => test ?? []),
  };
};

function personOf(read: NonNullable<ReturnType<typeof patient>>): Pick<Facts, 'maskedName' | 'person'> {
  const name = read.names[0];
  if (name === undefined) return { maskedName: null, person: null };
  const given = name.given.join(' ');
  // A name that is not split is taken as a family's, so that its words stay in order.
  const [first, last] = `${given}${name.family}`.trim() === '' ? ['', name.text] : [given, name.family];
  if (`${first}${last}`.trim() === '') return { maskedName: null, person: null };
  return { maskedName: maskNames(last, first), person: namedPerson(last, first, read.birthDate) };
}

/** Doses in the order of their days: a card does not number them. */
function vaccinationsOf(read: readonly ReturnType<typeof immunization>[]): VaccinationFact[] {
  const given = read.flatMap((one) => {
    const code = one?.status === 'completed' ? one.vaccine.codings.find(isCovidVaccine) : undefined;
    if (one === undefined || code === undefined) return [];
    return [{ product: code.system === CVX ? `CVX ${code.code}` : code.code, atDay: one.atDay }];
  });
  given.sort((a, b) => a.atDay - b.atDay);
  return given.map(({ product, atDay }, i) => ({ product, dose: i + 1, of: null, atDay }));
}

function isCovidVaccine({ system, code }: Coding): boolean {
  return COVID_VACCINES.get(system)?.has(code) === true || (system === CVX && /^5\d\d$/u.test(code));
}

const kindIn = mapOf({ kind: ['code', readableConcept] });

/** Also one that does not say what was tested for: it may be this. */
function isCovidTest(one: unknown): boolean {
  const read = kindIn(one);
  return read === undefined || read.kind.codings.length === 0 || kindOf(read.kind) !== undefined;
}

function kindOf({ codings }: Concept): TestFact['kind'] | undefined {
  return codings.flatMap(({ system, code }) => (system === LOINC ? (TEST_KIND.get(code) ?? []) : []))[0];
}

/** @returns `null` for a test that was not done or entered in error, `undefined` for one that cannot be read */
function testOf(one: unknown): TestFact | null | undefined {
  const read = observation(one);
  const kind = read && kindOf(read.kind);
  const sampledAt = read?.at ?? read?.during?.from;
  if (read === undefined || kind === undefined) return undefined;
  if (!FINAL.has(read.status) && !AWAITED.has(read.status)) return null;
  if (sampledAt === undefined) return undefined;
  return { kind, sampledAt, resultAt: null, result: AWAITED.has(read.status) ? 'pending' : resultOf(read.result) };
}

/** Codings of one concept say the same thing in several systems; where they do not, nothing is known. */
function resultOf({ codings }: Concept): TestFact['result'] {
  const results = codings.flatMap(({ system, code }) => TEST_RESULT.get(`${system} ${code}`) ?? []);
  return results.every((result) => result === results[0]) ? (results[0] ?? 'inconclusive') : 'inconclusive';
}

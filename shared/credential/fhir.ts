import { NO_FACTS, type Facts, type TestFact, type VaccinationFact } from './facts.ts';
import { day, moment } from './foreign-time.ts';
import { maskName } from './mask.ts';
import { namedPerson } from './person.ts';
import { listOf, mapOf, optional, text, type Reader } from './shape.ts';

/** Far above a card's use: a card of all shots of a life has some 40. */
const MAX_RESOURCES = 64;

const label = text(0, 128);
const coding = mapOf({ system: ['system', optional(label, '')], code: ['code', optional(label, '')] });
const concept = mapOf({ codings: ['coding', optional(listOf(16, coding), [])] });
type Coding = NonNullable<ReturnType<typeof coding>>;

const resource = mapOf({ type: ['resourceType', text(1, 64)] });

const bundle = mapOf({
  type: ['resourceType', (value) => (value === 'Bundle' ? value : undefined)],
  entries: ['entry', listOf(MAX_RESOURCES, mapOf({ resource: ['resource', (value) => value ?? undefined] }))],
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
  kind: ['code', concept],
  sampledAt: ['effectiveDateTime', moment],
  result: ['valueCodeableConcept', concept],
});

const CVX = 'http://hl7.org/fhir/sid/cvx';
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

/** LOINC codes of tests for SARS-CoV-2 that cards carry. @see HL7 "Vaccination & Testing" value set for qualitative tests */
const TEST_KIND: ReadonlyMap<string, TestFact['kind']> = new Map([
  ...'94306-8 94309-2 94314-2 94316-7 94500-6 94502-2 94531-1 94533-7 94534-5 94559-2 94565-9 94640-0 94756-4 94757-2 94759-8 94845-5 95406-5 95409-9 95425-5 95608-6 95824-9 96448-6 97098-8 98131-6'
    .split(' ')
    .map((code) => [code, 'nucleic-acid'] as const),
  ...'94558-4 95209-3 96119-3 97097-0'.split(' ').map((code) => [code, 'antigen'] as const),
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

/** A result that may still change is none (FHIR R4, ObservationStatus). */
const FINAL = new Set(['final', 'amended', 'corrected']);

/**
 * Reads the facts of a FHIR R4 bundle: whose card it is, COVID-19 immunizations, tests for SARS-CoV-2.
 *
 * Resources of other kinds, for other diseases, or with a time too vague to judge by say nothing.
 */
export const readBundle: Reader<Facts> = (value) => {
  const read = bundle(value);
  if (read === undefined) return undefined;
  const resources = read.entries.map((entry) => entry.resource);
  const typed = (type: string): unknown[] => resources.filter((one) => resource(one)?.type === type);
  const patients = typed('Patient').map(patient);
  if (patients.includes(undefined) || patients.length > 1) return undefined;
  return {
    ...NO_FACTS,
    ...personOf(patients[0]),
    vaccinations: vaccinationsOf(typed('Immunization').map(immunization)),
    tests: typed('Observation').flatMap((one) => testOf(observation(one)) ?? []),
  };
};

function personOf(read: ReturnType<typeof patient>): Pick<Facts, 'maskedName' | 'person'> {
  const name = read?.names[0];
  if (read === undefined || name === undefined) return { maskedName: null, person: null };
  const given = name.given.join(' ');
  const shown = `${given} ${name.family}`.trim() || name.text.trim();
  if (shown === '') return { maskedName: null, person: null };
  const isSplit = given !== '' || name.family !== '';
  return {
    maskedName: maskName(shown),
    person: namedPerson(isSplit ? name.family : shown, isSplit ? given : '', read.birthDate),
  };
}

/** Doses in the order of their days: a card does not number them. */
function vaccinationsOf(read: readonly ReturnType<typeof immunization>[]): VaccinationFact[] {
  const given = read.flatMap((one) => {
    const code = one?.status === 'completed' ? one.vaccine.codings.find(isCovidVaccine) : undefined;
    return one === undefined || code === undefined ? [] : [{ product: `CVX ${code.code}`, atDay: one.atDay }];
  });
  given.sort((a, b) => a.atDay - b.atDay);
  return given.map(({ product, atDay }, i) => ({ product, dose: i + 1, of: null, atDay }));
}

function isCovidVaccine({ system, code }: Coding): boolean {
  return system === CVX && (COVID_CVX.has(code) || /^5\d\d$/u.test(code));
}

function testOf(read: ReturnType<typeof observation>): TestFact | null {
  if (read === undefined || !FINAL.has(read.status)) return null;
  const kinds = read.kind.codings.flatMap(({ system, code }) => (system === LOINC ? (TEST_KIND.get(code) ?? []) : []));
  const results = read.result.codings.flatMap(({ system, code }) => TEST_RESULT.get(`${system} ${code}`) ?? []);
  if (kinds[0] === undefined) return null;
  // Codings of one concept say the same thing in several systems; where they do not, nothing is known.
  const isAgreed = results[0] !== undefined && results.every((result) => result === results[0]);
  return {
    kind: kinds[0],
    sampledAt: read.sampledAt,
    resultAt: null,
    result: isAgreed ? (results[0] ?? 'inconclusive') : 'inconclusive',
  };
}

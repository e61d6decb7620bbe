import { Fragment, type ReactElement } from 'react';

/** After each of these a Chinese sentence may well be broken. */
const CLAUSE_END = /(?<=[，。；：、？！])/u;

/**
 * A sentence that is broken after its clauses, where they do not all fit on a line. A clause that is too long for a line is
 * broken within, as its language is (no line begins with a comma).
 */
export function Clauses({ text }: { text: string }): ReactElement {
  return (
    <span>
      {text.split(CLAUSE_END).map((clause, place) => (
        // By its place: a clause may come twice in a sentence.
        <span key={place} className="clause">
          {clause}
        </span>
      ))}
    </span>
  );
}

/** Several things in a row, with a dot between them. A line breaks after one of them, and within one only where it is longer than a line. */
export function Items({ items }: { items: readonly (string | null)[] }): ReactElement {
  const known = items.filter((item) => item !== null);
  return (
    <>
      {known.map((item, place) => (
        <Fragment key={item}>
          <span className="clause">{place < known.length - 1 ? `${item} ·` : item}</span>{' '}
        </Fragment>
      ))}
    </>
  );
}

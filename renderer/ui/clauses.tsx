import type { ReactElement } from 'react';

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

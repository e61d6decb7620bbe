import { useId, type ReactElement } from 'react';
import { InBoth } from './in-both.tsx';
import type { SetUp } from './use-set-up.ts';

/** Asks whoever leaves before there is a kiosk whether they mean it, and says how they come back. */
export function LeaveStep({ setUp, onBack }: { setUp: SetUp; onBack: () => void }): ReactElement {
  const titleId = useId();
  return (
    <>
      <section className="set-up__body" data-scrolls aria-labelledby={titleId} tabIndex={0} role="region">
        <h2 id={titleId} tabIndex={-1}>
          <InBoth text="leave.title" />
        </h2>
        <p className="set-up__both">
          <InBoth text="leave.says" />
        </p>
      </section>
      <footer className="set-up__foot">
        <button type="button" className="button" data-action="back" onClick={onBack}>
          <InBoth text="back" />
        </button>
        <button type="button" className="button" data-action="leave-now" onClick={setUp.leave}>
          <InBoth text="leave.leave" />
        </button>
      </footer>
    </>
  );
}

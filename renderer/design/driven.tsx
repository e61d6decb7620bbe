import { useEffect, useRef, useState, type ReactElement, type ReactNode } from 'react';

interface Props {
  /** Selectors of its own keys, in the order in which they are pressed. */
  readonly presses: readonly string[];
  readonly children: ReactNode;
}

/** What keeps to itself how far it has come, brought there by its own keys, each as soon as it is there. */
export function Driven({ presses, children }: Props): ReactElement {
  const ref = useRef<HTMLDivElement>(null);
  const [left, setLeft] = useState(presses);
  useEffect(() => {
    const [next] = left;
    if (next === undefined) return undefined;
    const press = (): void => {
      const key = ref.current?.querySelector<HTMLButtonElement>(next);
      if (key?.disabled === false) {
        key.click();
        setLeft(left.slice(1));
      } else frame = requestAnimationFrame(press);
    };
    let frame = requestAnimationFrame(press);
    return () => {
      cancelAnimationFrame(frame);
    };
  }, [left]);
  return (
    <div ref={ref} className="design__driven" data-under-way={left.length > 0}>
      {children}
    </div>
  );
}

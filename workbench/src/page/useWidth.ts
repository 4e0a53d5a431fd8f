import { useLayoutEffect, useRef, useState, type RefObject } from 'react';

/** The width of an element as it is laid out, in px; 0 before that. */
export function useWidth(): { readonly ref: RefObject<HTMLDivElement>; readonly width: number } {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(Math.floor(element.getBoundingClientRect().width)));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, width };
}

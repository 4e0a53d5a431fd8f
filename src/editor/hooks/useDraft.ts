import { useState, type ChangeEvent, type KeyboardEvent } from 'react';

interface Draft {
  readonly text: string;
  readonly inputProps: {
    readonly value: string;
    onChange(event: ChangeEvent<HTMLInputElement>): void;
    onBlur(): void;
    onKeyDown(event: KeyboardEvent<HTMLInputElement>): void;
  };
}

/** Text while it is typed. It is handed over on Enter and when the field is left, so that no query runs at every key. */
export function useDraft(saved: string, commit: (text: string) => void): Draft {
  const [typed, setTyped] = useState<string | null>(null);
  const text = typed ?? saved;
  const finish = (): void => {
    if (typed !== null && typed !== saved) commit(typed);
    setTyped(null);
  };
  return {
    text,
    inputProps: {
      value: text,
      onChange: (event) => setTyped(event.currentTarget.value),
      onBlur: finish,
      onKeyDown: (event) => {
        if (event.key === 'Enter') finish();
        if (event.key === 'Escape') setTyped(null);
      },
    },
  };
}

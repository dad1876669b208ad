import { useState } from 'react';
import type { Template } from '../api/types.ts';
import { complete, oneLine, parts } from '../domain/template.ts';

interface Props {
  template: Template;
  busy: boolean;
  onSend: (variables: string[]) => void;
}

/** One template: its blanks to fill, how the customer will read it, one button. */
export function TemplateForm({ template, busy, onSend }: Props) {
  const [values, setValues] = useState<string[]>(() => Array.from({ length: template.variables }, () => ''));
  const set = (at: number, value: string): void => setValues((all) => all.map((before, index) => (index === at ? value : before)));
  const body = parts(template.body);
  const nameOf = (variable: number): string | undefined =>
    body.flatMap((part) => ('variable' in part && part.variable === variable ? (part.name ?? []) : []))[0];
  return (
    <form
      className="template"
      onSubmit={(event) => {
        event.preventDefault();
        onSend(values.map(oneLine));
      }}
    >
      <p className="preview" aria-label="How the customer will read it">
        {body.map((part, at) =>
          'text' in part ? (
            <span key={at}>{part.text}</span>
          ) : (
            <mark key={at}>{oneLine(values[part.variable - 1] ?? '') || (part.name ?? `blank ${part.variable}`)}</mark>
          ),
        )}
      </p>
      {values.map((value, at) => (
        <label key={at}>
          {nameOf(at + 1) ?? `Blank ${at + 1}`}
          <input value={value} required onChange={(event) => set(at, event.target.value)} />
        </label>
      ))}
      <button type="submit" className="primary" disabled={busy || !complete(values, template.variables)}>
        Send template {template.name} ({template.language})
      </button>
    </form>
  );
}

import { useState } from 'react';
import type { Detail } from '../api/types.ts';
import { useResource, useSeat } from '../desk/context.ts';
import { write } from '../desk/write.ts';
import { useAction } from '../desk/use-action.ts';
import { pickable } from '../domain/template.ts';
import { ReadState } from './read-state.tsx';
import { TemplateForm } from './template-form.tsx';

export function TemplatePicker({ ticket, onDone }: { ticket: Detail; onDone: () => void }) {
  const seat = useSeat();
  const { desk } = seat;
  const { value } = useResource(desk.templates);
  const { busy, run } = useAction();
  const [id, setId] = useState<string>();
  const state = <ReadState of={desk.templates} text="The templates cannot be read at the moment." lines={2} />;
  if (!value) return state;
  const choices = pickable(value, ticket.locale);
  const chosen = choices.find((one) => one.id === id) ?? choices[0];
  if (!chosen) return <p className="quiet">No template is approved at the moment.</p>;
  const send = (variables: string[]): Promise<void> =>
    run(async () => {
      await write(seat, ticket.id, 'template', { name: chosen.name, language: chosen.language, variables });
      onDone();
    });
  return (
    <div className="picker">
      {state}
      <label>
        Template
        <select value={chosen.id} onChange={(event) => setId(event.target.value)}>
          {choices.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name} · {one.language}
            </option>
          ))}
        </select>
      </label>
      <TemplateForm key={chosen.id} template={chosen} busy={busy} onSend={(variables) => void send(variables)} />
    </div>
  );
}

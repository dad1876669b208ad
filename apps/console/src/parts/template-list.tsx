import { useResource, useSeat } from '../desk/context.ts';
import { missingOf, purposeOf } from '../domain/template.ts';
import { plain } from '../domain/words.ts';
import { ReadState } from './read-state.tsx';

/** What Meta has of ours; it is changed in WhatsApp Manager alone. */
export function TemplateList() {
  const { desk } = useSeat();
  const { value } = useResource(desk.catalogue);
  return (
    <section aria-labelledby="templates">
      <h3 id="templates">Templates</h3>
      <p className="quiet">As Meta has them; they are written and changed in WhatsApp Manager.</p>
      <ReadState of={desk.catalogue} text="The templates cannot be read at the moment." lines={3} />
      {value &&
        missingOf(value).map((name) => (
          <p key={name} className="note">
            There is no approved utility template “{name}”.
          </p>
        ))}
      {value && value.length > 0 && (
        <div className="wide" role="region" aria-label="Templates, as a table" tabIndex={0}>
          <table className="templates">
            <thead>
              <tr>
                {['Template', 'Language', 'Category', 'Status', 'Used for'].map((head) => (
                  <th key={head} scope="col">
                    {head}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {value.map((one) => (
                <tr key={one.id}>
                  <th scope="row">
                    <b>{one.name}</b>
                    <br />
                    {one.body}
                  </th>
                  <td>{one.language}</td>
                  <td>{plain(one.category ?? '')}</td>
                  <td className={one.status === 'APPROVED' ? '' : 'note'}>{plain(one.status ?? '')}</td>
                  <td>{purposeOf(one)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

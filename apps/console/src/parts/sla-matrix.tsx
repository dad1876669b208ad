import type { SlaDraft } from '../desk/use-sla.ts';
import { promiseNames, promises, rowsOf, rowWords, tierNames, topicNames, wrongFields } from '../domain/sla.ts';
import { tiers } from '../api/sla.ts';

/** What is promised, a row for each kind of customer and topic. */
export function SlaMatrix({ draft: { edits, policy, refused, busy, change } }: { draft: SlaDraft }) {
  const rows = rowsOf(policy);
  const wrong = new Set([...wrongFields(policy), ...refused.map((field) => field.replace(/^policy\./, ''))]);
  return (
    <section aria-labelledby="sla-matrix">
      <h3 id="sla-matrix">What is promised</h3>
      <p className="quiet">
        In minutes of opening hours: from the question to the <i>first answer</i> of a person, from each later one to the <i>next answer</i>
        , until somebody has <i>taken over</i> the case, and until it is <i>solved</i>.
      </p>
      <table className="matrix">
        <thead>
          <tr>
            <th scope="col">About</th>
            {promises.map((name) => (
              <th key={name} scope="col">
                {promiseNames[name]}
              </th>
            ))}
          </tr>
        </thead>
        {tiers.map((tier) => (
          <tbody key={tier}>
            <tr>
              <th scope="rowgroup" colSpan={5}>
                {tierNames[tier]}
              </th>
            </tr>
            {rows
              .filter((row) => row.tier === tier)
              .map((row) => (
                <tr key={row.field}>
                  <th scope="row">
                    {topicNames[row.topic]}
                    {row.channel && ', on WhatsApp'}
                  </th>
                  {promises.map((name) => {
                    const field = `${row.field}.${name}`;
                    return (
                      <td key={name}>
                        <input
                          aria-label={`${rowWords(row)}, ${promiseNames[name]}, minutes`}
                          aria-invalid={wrong.has(field)}
                          inputMode="decimal"
                          size={5}
                          maxLength={8}
                          readOnly={busy}
                          value={edits.minutes[field] ?? String(row.promised[name])}
                          onChange={(event) => change({ ...edits, minutes: { ...edits.minutes, [field]: event.target.value } })}
                        />
                      </td>
                    );
                  })}
                </tr>
              ))}
          </tbody>
        ))}
      </table>
    </section>
  );
}

import { demoCustomers } from '@frontdesk/twin';

/** What a newcomer sees: where to go, who the demo customers are, and what to type first. */
export function banner(url: string, { twin, bus, seconds }: { twin: boolean; bus: string; seconds: number }): string {
  if (!twin) return `Frontdesk is ready (${bus}, ${seconds.toFixed(1)} s). Webhook: ${url}/webhooks/whatsapp   Console: ${url}/console`;
  const people = demoCustomers.map(({ name, phone, tier, orders, proof, note }) => {
    const who = [name.padEnd(20), phone.padEnd(16), tier.padEnd(7), orders.join(', ').padEnd(20)].join(' ');
    return `  ${who} ${proof.postcode_last4} or ${proof.email}\n${' '.repeat(23)}${note}`;
  });
  const first = demoCustomers[0]!;
  return `
Frontdesk is ready (${bus}, ${seconds.toFixed(1)} s).

  ${`${url}/phone`.padEnd(38)} the customers' phones, and the clock
  ${`${url}/console`.padEnd(38)} the people's side: ana@, ben@ (agents), lena@ (lead), carl@ (compliance), ada@ (admin)
  ${''.padEnd(38)} at frontdesk.example, password demo
  ${`${url}/webhooks/whatsapp`.padEnd(38)} Meta's webhook       ${url}/graph  the Cloud API twin

Customers               WhatsApp         tier    orders               proof: last four of the postcode, or e-mail address
${people.join('\n')}

Open the phone, and write as ${first.name}:   Hi, where is my order ${first.orders[0]}?
Then prove it with:   ${first.orders[0]} ${first.proof.postcode_last4}      Later:   I want to talk to a human
Ctrl-C stops; \`npm run demo\` plays the whole conversation; \`npm run reset\` forgets the data.
`;
}

import { twinDefaults } from '@frontdesk/twin';

/** Enough numbers that none comes near Meta's 80 messages a second, sent and received together. */
export const numberIds: readonly string[] = Array.from({ length: 32 }, (_, index) => String(106540352240000 + index));

const questions = [
  'What is your returns policy?',
  'What are your opening hours?',
  'How long does delivery take?',
  'How do I return an item?',
];

const change = (numberId: string, value: object) => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: twinDefaults.wabaId,
      changes: [
        {
          field: 'messages',
          value: { messaging_product: 'whatsapp', metadata: { display_phone_number: '15550783881', phone_number_id: numberId }, ...value },
        },
      ],
    },
  ],
});

const seconds = (): string => String(Math.floor(Date.now() / 1000));

/** A text message as Meta posts it. `id` makes its wamid. */
export const inboundOf = (phone: string, numberId: string, id: string, question: number): object =>
  change(numberId, {
    contacts: [{ profile: { name: 'Somebody' }, wa_id: phone }],
    messages: [
      {
        from: phone,
        id: `wamid.IN${process.pid}x${phone}x${id}x${Date.now()}`,
        timestamp: seconds(),
        type: 'text',
        text: { body: questions[question % questions.length] },
      },
    ],
  });

/** A delivery status as Meta posts it. */
export const statusOf = (phone: string, numberId: string, wamid: string, status: string, callback: string): object =>
  change(numberId, {
    statuses: [
      {
        id: wamid,
        status,
        timestamp: seconds(),
        recipient_id: phone,
        biz_opaque_callback_data: callback,
        ...(status === 'sent' || status === 'delivered'
          ? { pricing: { billable: false, pricing_model: 'PMP', category: 'service', type: 'free_customer_service' } }
          : {}),
      },
    ],
  });

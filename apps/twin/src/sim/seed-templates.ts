import { twinDefaults } from '../defaults.ts';
import type { Template } from '../domain/template.ts';

const button = (text: string): object => ({ type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text }] });
const body = (text: string, example?: string): object => ({
  type: 'BODY',
  text,
  ...(example ? { example: { body_text: [[example]] } } : {}),
});

type Texts = readonly [languages: readonly string[], ...components: object[]];

const UTILITY: Readonly<Record<string, readonly Texts[]>> = {
  conversation_update: [
    [['en_US', 'en'], body('We have an update on your request. Reply to this message to continue.'), button('Continue')],
    [['de'], body('Wir haben Neuigkeiten zu Ihrer Anfrage. Antworten Sie auf diese Nachricht, um fortzufahren.'), button('Weiter')],
    [['es'], body('Tenemos novedades sobre su consulta. Responda a este mensaje para continuar.'), button('Continuar')],
  ],
  order_update: [
    [['en_US', 'en'], body('We have an update on your order {{1}}. Reply to this message to continue.', 'FD-10234'), button('Continue')],
    [
      ['de'],
      body('Wir haben Neuigkeiten zu Ihrer Bestellung {{1}}. Antworten Sie auf diese Nachricht, um fortzufahren.', 'FD-10234'),
      button('Weiter'),
    ],
    [['es'], body('Tenemos novedades sobre su pedido {{1}}. Responda a este mensaje para continuar.', 'FD-10234'), button('Continuar')],
  ],
  csat_rating: [
    [['en_US', 'en'], body('Your request has been closed. How did we do? Reply with a number from 1 (poor) to 5 (great).')],
    [['de'], body('Ihre Anfrage ist abgeschlossen. Wie waren wir? Antworten Sie mit einer Zahl von 1 (schlecht) bis 5 (sehr gut).')],
    [['es'], body('Su consulta se ha cerrado. ¿Qué tal lo hicimos? Responda con un número del 1 (mal) al 5 (muy bien).')],
  ],
};

/** The approved templates of the demo business. */
export function seedTemplates(): Template[] {
  let id = 1_189_556_908_129_830;
  const template = (name: string, language: string, category: string, components: object[]): Template => ({
    id: String(id++),
    wabaId: twinDefaults.wabaId,
    name,
    language,
    category,
    status: 'APPROVED',
    parameter_format: 'POSITIONAL',
    quality_score: { score: 'GREEN' },
    components: components as Template['components'],
  });
  return [
    ...Object.entries(UTILITY).flatMap(([name, texts]) =>
      texts.flatMap(([languages, ...components]) => languages.map((language) => template(name, language, 'UTILITY', components))),
    ),
    // The one that every account has, and every first try sends.
    template('hello_world', 'en_US', 'UTILITY', [
      { type: 'HEADER', format: 'TEXT', text: 'Hello World' },
      body(
        'Welcome and congratulations!! This message demonstrates your ability to send a WhatsApp message notification from the Cloud API, hosted by Meta. Thank you for taking the time to test with us.',
      ),
      { type: 'FOOTER', text: 'WhatsApp Business Platform sample message' },
    ]),
    template('season_offer', 'en_US', 'MARKETING', [
      body('Our autumn sale has begun. Reply STOP if you do not want such messages.'),
      button('Show me'),
    ]),
    template('login_code', 'en_US', 'AUTHENTICATION', [
      body('{{1}} is your verification code.', '123456'),
      {
        type: 'BUTTONS',
        buttons: [
          {
            type: 'URL',
            text: 'Copy code',
            url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}',
            example: ['https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp123456'],
          },
        ],
      },
    ]),
  ];
}

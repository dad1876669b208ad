import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { message, testDatabase, testTime, text, turn } from '@frontdesk/testing';
import type { TestDatabase } from '@frontdesk/testing';
import type { DataSource } from 'typeorm';
import { plan } from '../domain/plan.ts';
import { choose, chooseEach } from '../domain/relevance.ts';
import { manifest } from '../manifest.ts';
import { readKnowledge } from './knowledge.loader.ts';
import { KnowledgeStore } from './knowledge.store.ts';

describe('the knowledge base in PostgreSQL', () => {
  const store = new KnowledgeStore();
  const documents = readKnowledge();
  let database: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await testDatabase([manifest]);
    dataSource = await database.connect('rag-tools');
    await dataSource.transaction((tx) => store.replace(tx, documents));
  }, 120_000);
  afterAll(() => database?.close());

  const found = async (question: string, locale: 'en' | 'de', intent: string) =>
    choose((await dataSource.transaction((tx) => store.search(tx, [{ question, locale }])))[0]!, intent, '2026-11-23');

  test.each([
    ['What is your returns policy?', 'en', 'returns_policy', 'returns-en', /30 days/],
    ['can I send it back', 'en', 'returns_policy', 'returns-en', /return/],
    ['is return shipping free', 'en', 'returns_policy', 'returns-en', /free/],
    ['how long does a refund take', 'en', 'refund', 'refunds-en', /within 5 working days.* another 3 working days/],
    ['Where is your nearest store in Hamburg?', 'en', 'store', 'stores-en', /Hamburg \(Beispielstraße 12\)/],
    ['When does the store in Hamburg open?', 'en', 'store', 'stores-en', /10:00/],
    ['what are your opening hours', 'en', 'store', 'stores-en', /10:00/],
    ['are you open on Sunday?', 'en', 'store', 'stores-en', /Sundays/],
    ['how long is the warranty on furniture', 'en', 'technical', 'warranty-en', /5 years/],
    ['can I change my shipping address', 'en', 'address_change', 'address-change-en', /delivery address/],
    ['do you ship to Austria', 'en', 'delivery', 'delivery-en', /Austria/],
    ['how do you store my personal data', 'en', 'unknown', 'privacy-en', /data|stored/],
    ['Wie ist Ihre Rückgaberegelung?', 'de', 'returns_policy', 'returns-de', /30 Tagen/],
    ['kann ich das zurückschicken', 'de', 'returns_policy', 'returns-de', /./],
    ['wann bekomme ich mein Geld zurück', 'de', 'refund', 'refunds-de', /./],
    ['wie lange dauert die Erstattung', 'de', 'refund', 'refunds-de', /innerhalb von 5 Werktagen.* weitere 3 Werktage/],
    ['Wo ist die nächste Filiale?', 'de', 'store', 'stores-de', /Hamburg \(Beispielstraße 12\)/],
    ['Wann macht die Filiale in Hamburg auf?', 'de', 'store', 'stores-de', /10:00/],
    ['wie sind die Öffnungszeiten', 'de', 'store', 'stores-de', /10:00/],
    ['was kostet der Versand', 'de', 'delivery', 'delivery-de', /EUR/],
    ['wie lange ist die Garantie', 'de', 'technical', 'warranty-de', /2 Jahre/],
    // as customers say it: short, in words of their own
    ['broken', 'en', 'technical', 'warranty-en', /repair it or replace it/],
    ['my lamp arrived smashed', 'en', 'technical', 'warranty-en', /repair it or replace it/],
    ['I got the wrong item', 'en', 'returns_policy', 'returns-en', /return/],
    ['wrong size', 'en', 'returns_policy', 'returns-en', /exchange/],
    ['changed my mind', 'en', 'returns_policy', 'returns-en', /30 days/],
    ['you charged me two times', 'en', 'refund', 'refunds-en', /refund/],
    ['shipping price?', 'en', 'delivery', 'delivery-en', /4\.90/],
    ['sunday delivery possible', 'en', 'delivery', 'delivery-en', /Sundays/],
    ['do you deliver to Ireland', 'en', 'delivery', 'delivery-en', /other countries of the EU/],
    ['does it come tomorrow if I order now', 'en', 'delivery', 'delivery-en', /14:00/],
    ['click and collect?', 'en', 'store', 'stores-en', /delivered to a store/],
    ['postpone the delivery please', 'en', 'address_change', 'address-change-en', /./],
    ['kaputt', 'de', 'technical', 'warranty-de', /reparieren oder ersetzen/],
    ['mein Stuhl wackelt', 'de', 'technical', 'warranty-de', /./],
    ['es fehlen Schrauben', 'de', 'technical', 'warranty-de', /Schrauben/],
    ['falsche Größe bestellt', 'de', 'returns_policy', 'returns-de', /andere Größe/],
    ['hab es mir anders überlegt', 'de', 'returns_policy', 'returns-de', /30 Tagen/],
    ['Retourenschein verloren', 'de', 'returns_policy', 'returns-de', /fordern Sie/],
    ['wann kriege ich mein Geld', 'de', 'refund', 'refunds-de', /erstatten/],
    ['Versandkosten?', 'de', 'delivery', 'delivery-de', /4,90/],
    ['sonntags Lieferung?', 'de', 'delivery', 'delivery-de', /sonntags/],
    ['selbst abholen möglich?', 'de', 'store', 'stores-de', /Filiale liefern/],
    ['Wohnungsnummer vergessen', 'de', 'address_change', 'address-change-de', /./],
    ['Kundenkonto löschen', 'de', 'other', 'privacy-de', /./],
    // with words that ask nothing, a slip of the finger, or one that no document knows
    ['This crap lamp is ugly as hell, can I return it?', 'en', 'returns_policy', 'returns-en', /30 days/],
    ['Die Lampe ist potthässlich, so ein Mist, kann ich die zurückgeben?', 'de', 'returns_policy', 'returns-de', /30 Tagen/],
    ['Ich möchte ein Kissen zurückschicken, wie geht das?', 'de', 'returns_policy', 'returns-de', /./],
    ['When do I get my mony back', 'en', 'refund', 'refunds-en', /within 5 working days/],
    ['How long is the waranty?', 'en', 'technical', 'warranty-en', /2 years/],
    ['Wie sind Ihre Öffnngszeiten?', 'de', 'store', 'stores-de', /10:00/],
    ['Erstattung für FD-10198', 'de', 'refund', 'refunds-de', /./],
    ['delivery to Spain?', 'en', 'delivery', 'delivery-en', /other countries of the EU/],
    // the passage that says just this
    ['Does the returns policy also apply to discounted things?', 'en', 'returns_policy', 'returns-en', /from the sale/],
    ['Gilt die Rückgabe auch für Sachen aus dem Schlussverkauf?', 'de', 'returns_policy', 'returns-de', /^Reduzierte/],
    ['what does a return cost', 'en', 'returns_policy', 'returns-en', /^Returns are free/],
    ['Muss ich den Rückversand bezahlen?', 'de', 'returns_policy', 'returns-de', /ist kostenlos/],
    ['Sind Retouren gratis?', 'de', 'returns_policy', 'returns-de', /ist kostenlos/],
    ['If I order by noon, does it ship today?', 'en', 'delivery', 'delivery-en', /14:00/],
    ['how much is express delivery', 'en', 'delivery', 'delivery-en', /9\.90/],
    ['Bekomme ich auch die Versandkosten zurück, wenn ich alles zurückschicke?', 'de', 'refund', 'refunds-de', /^Die Kosten des/],
    ['When do I get my money back?', 'en', 'refund', 'refunds-en', /within 5 working days/],
    ['Wann bekomme ich mein Geld zurück?', 'de', 'refund', 'refunds-de', /innerhalb von 5 Werktagen/],
    ['Ist die Lieferung kostenlos?', 'de', 'delivery', 'delivery-de', /4,90/],
    ['wie teuer ist express', 'de', 'delivery', 'delivery-de', /9,90/],
    ['my lamp flickers', 'en', 'technical', 'warranty-en', /repair it or replace it/],
    ['reschedule delivery', 'en', 'address_change', 'address-change-en', /another delivery day/],
  ] as const)('%s', async (question, locale, intent, id, words) => {
    const passage = await found(question, locale, intent);
    expect(passage).toMatchObject({ document: { id } });
    expect(passage?.passage).toMatch(words);
    expect(passage?.body).toContain(passage?.passage);
  });

  test.each([
    ['how long does a refund take?\ndo you refund the shipping costs?', 'en', 'refund', [/working days/, /shipping costs/]],
    ['are returns free?\ncan I return items from the sale?', 'en', 'returns_policy', [/free/, /sale/]],
    ['How long does delivery take? And what does express delivery cost?', 'en', 'delivery', [/working days/, /9\.90/]],
    ['Was kostet der Expressversand\nund wie lange dauert die Lieferung nach Österreich', 'de', 'delivery', [/9,90/, /Österreich/]],
    ['What is your returns policy? Please, what is your returns policy?', 'en', 'returns_policy', [/30 days/]],
    ['Hello\nI have a lamp that I do not want\nWhat is your returns policy?', 'en', 'returns_policy', [/30 days/]],
    ['Do you sponsor football clubs?\nWhat is your returns policy?', 'en', 'returns_policy', [/30 days/]],
  ] as const)('%j: each question has its passage', async (words, language, intent, passages) => {
    const next = plan(message('Routed', { next: 'answer', intent, language, question: text(words), turn: turn() }).data, testTime);
    if (next.do !== 'search') throw new Error(next.do);
    const questions = next.queries.map((question) => ({ question, locale: next.locale }));
    const each = chooseEach(await dataSource.transaction((tx) => store.search(tx, questions)), intent, '2026-11-23');
    expect(each.map(({ passage }) => passage)).toEqual(passages.map((said) => expect.stringMatching(said)));
  });

  test.each([
    ['Do you sponsor local football clubs?', 'en', 'store'],
    ['florp zanty quib wobbledy', 'en', 'unknown'],
    ['who is the president of your company', 'en', 'unknown'],
    ['', 'en', 'unknown'],
    ['do you sell gift cards', 'en', 'unknown'],
    ['can I pay in instalments', 'en', 'other'],
    ['is the lamp in stock', 'en', 'other'],
    ['the driver was rude', 'en', 'other'],
    ['my voucher code is not accepted', 'en', 'technical'],
    ['welche Zahlungsarten gibt es', 'de', 'other'],
    ['how big is the lamp', 'en', 'other'],
    ['what is the sofa made of', 'en', 'other'],
    ['wie groß ist das Regal', 'de', 'other'],
    ['can I get a discount', 'en', 'other'],
    ['wie kann ich bezahlen', 'de', 'other'],
    ['wie storniere ich', 'de', 'other'],
    ['forget it', 'en', 'unknown'],
    ['can I bring my dog into the shop', 'en', 'store'],
    ['is the store wheelchair accessible', 'en', 'store'],
    ['which bulb fits the lamp', 'en', 'technical'],
    ["your website doesn't work", 'en', 'technical'],
    ['die Webseite zeigt einen Fehler', 'de', 'technical'],
    ['Rabattcode wird nicht angenommen', 'de', 'technical'],
    ['ich brauche eine Rechnung', 'de', 'other'],
    ['the of and', 'en', 'store'],
    ['5', 'en', 'unknown'],
    ['10:00', 'en', 'store'],
    [`'); drop table passages; --`, 'en', 'unknown'],
    ['Verkauft ihr auch Kaninchen?', 'de', 'unknown'],
    ['[EMAIL_1] :* & | !', 'de', 'unknown'],
    ['http://a.example/x\\y C:\\temp\\o\'brien.txt <b a="\\">', 'en', 'unknown'],
  ] as const)('nothing is found for: %s', async (question, locale, intent) =>
    expect(await found(question, locale, intent)).toBeUndefined(),
  );

  test('a question of many words, several messages long, is still answered', async () => {
    const words = Array.from({ length: 3_200 }, (_, index) => `w${(index * 7_919).toString(36)}`).join(' ');
    expect(await found(`What is your returns policy? ${words}`, 'en', 'returns_policy')).toBeUndefined();
  });

  test('loading again changes nothing, a new version replaces, what is gone is gone', async () => {
    const versions = () => dataSource.query<{ id: string; xmin: string }[]>('select id, xmin::text from documents order by id');
    const before = await versions();
    await dataSource.transaction((tx) => store.replace(tx, documents));
    expect(await versions()).toEqual(before);
    const [first, ...rest] = documents;
    await dataSource.transaction((tx) =>
      store.replace(tx, [{ ...first!, version: 'next', body: 'Zebras are striped.' }, ...rest.slice(1)]),
    );
    expect(await found('zebra striped', first!.locale === 'en' ? 'en' : 'de', 'unknown').then((passage) => passage?.document.version)).toBe(
      first!.locale === 'en' ? 'next' : undefined,
    );
    expect(await dataSource.query('select count(*)::int as count from documents')).toEqual([{ count: documents.length - 1 }]);
    await dataSource.transaction((tx) => store.replace(tx, documents));
  });
});

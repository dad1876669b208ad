import type { Evidence, Fact, Send } from './evidence.ts';
import { tagIn } from './people.ts';
import { changedAsAgreed, noStaleChange } from './shop.ts';

/** What must hold after a run, whatever went wrong in it. Pure: from the evidence to what is wrong, in words. */
export function violations(evidence: Evidence): string[] {
  return [
    ...receivedOnce(evidence),
    ...judged(evidence),
    ...shownToWhomItIsFor(evidence),
    ...saidAsWritten(evidence),
    ...answeredOnce(evidence),
    ...shownOnce(evidence),
    ...inOrder(evidence),
    ...statusesForward(evidence),
    ...noStaleSpeaker(evidence),
    ...verdictsInForce(evidence),
    ...gapFree(evidence),
    ...changedAsAgreed(evidence),
    ...noStaleChange(evidence),
    ...atRest(evidence),
  ];
}

/** What a send of unknown outcome may cost, counted. */
export const exceptions = ({ sends }: Evidence) => ({
  unknown: sends.filter(({ timesUnknown }) => timesUnknown > 0).length,
  resent: sends.filter(({ timesUnknown, bubbles, chunks }) => timesUnknown > 0 && bubbles > chunks).length,
  unconfirmed: sends.filter(({ state }) => state === 'unconfirmed').length,
});

const many = <T>(values: readonly T[], key: (value: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const value of values) groups.set(key(value), [...(groups.get(key(value)) ?? []), value]);
  return groups;
};

function receivedOnce({ written, lines }: Evidence): string[] {
  const tags = linesByTag(lines);
  return written.flatMap(({ tag }) => {
    const times = tags.get(tag)?.length ?? 0;
    return times === 1 ? [] : [`${tag} was written once and is ${times} times in the transcript`];
  });
}

const linesByTag = (lines: Evidence['lines']): Map<string, Evidence['lines'][number][]> =>
  many(
    lines.filter(({ sender, body }) => sender === 'customer' && tagIn(body) !== ''),
    ({ body }) => tagIn(body),
  );

/** What a customer wrote is admitted, or it is said why not. */
function judged({ facts }: Evidence): string[] {
  const known = new Set(
    ['MessageAdmitted', 'MessageGathered', 'MessageNoted', 'MessageBlocked']
      .flatMap((type) => of(facts, type))
      .map(({ data }) => messageIn(data)),
  );
  return of(facts, 'MessageReceived')
    .filter(({ data }) => !known.has(messageIn(data)))
    .map(({ data }) => `${messageIn(data)} was received and never judged`);
}

const messageIn = (data: Fact['data']): string =>
  String(data['messageId'] ?? (data['message'] as { messageId?: string } | undefined)?.messageId ?? '');

/** What somebody wrote is in one conversation, and what is said in that is shown to nobody else. */
function shownToWhomItIsFor({ written, lines, sends }: Evidence): string[] {
  const tags = linesByTag(lines);
  const phones = new Map<string, Set<string>>();
  for (const { tag, phone } of written)
    for (const { conversationId } of tags.get(tag) ?? [])
      phones.set(conversationId, new Set([...(phones.get(conversationId) ?? []), phone]));
  const conversations = many(
    [...phones].flatMap(([conversationId, all]) => [...all].map((phone) => ({ conversationId, phone }))),
    ({ phone }) => phone,
  );
  return [
    ...[...conversations]
      .filter(([, all]) => all.length > 1)
      .map(([phone, all]) => `what ${phone} wrote is in ${all.length} conversations`),
    ...[...phones].filter(([, all]) => all.size > 1).map(([id, all]) => `${id} has what ${all.size} people wrote`),
    ...sends.flatMap(({ sendId, conversationId, phones: shown }) =>
      shown
        .filter((phone) => phones.has(conversationId) && !phones.get(conversationId)!.has(phone))
        .map((phone) => `${sendId} was shown to ${phone}, who is somebody else`),
    ),
  ];
}

const literal = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What a customer was shown is what the transcript says, the redacted parts aside; a file is the file. */
function saidAsWritten({ lines, sends }: Evidence): string[] {
  const said = new Map(lines.filter(({ kind }) => kind === 'text' || kind === 'media').map((line) => [line.id, line]));
  return sends
    .filter(({ bubbles, chunks }) => bubbles > 0 && chunks === 1)
    .flatMap(({ sendId, type, text }) => {
      const line = said.get(sendId);
      if (!line) return [];
      const { body, media } = line;
      if (media && media !== type) return [`${sendId} was shown as ${type} and stands in the transcript as ${media}`];
      const written = body.split(/\[[A-Z]+_\d+\]/).map(literal);
      const says = new RegExp(`^${written.join('.+')}$`, 's');
      return says.test(text) ? [] : [`${sendId} was shown as "${text}" and stands in the transcript as "${body}"`];
    });
}

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const ownerIn = ({ data }: Fact): string => (data['turn'] as { owner?: string } | undefined)?.owner ?? 'bot';
const of = (facts: readonly Fact[], type: string): Fact[] => facts.filter((fact) => fact.type === type);

/**
 * Each admitted message is named as answered once, or is held, or with a person; again only when the send that answered it came to nothing, or where the
 * answer was that its question is kept (ADR 5), once for each time that it was.
 */
function answeredOnce({ facts, states, sends }: Evidence): string[] {
  const problems: string[] = [];
  const failed = new Set(sends.filter(({ state }) => state !== 'accepted').map(({ subjectId }) => subjectId));
  const arrived = new Set(of(facts, 'SendArrived').map(({ data }) => String(data['subjectId'])));
  const answers = new Map<string, Fact[]>();
  for (const fact of of(facts, 'TurnAnswered'))
    for (const id of strings(fact.data['answered'])) answers.set(id, [...(answers.get(id) ?? []), fact]);
  const toPeople = of(facts, 'OwnerChanged').filter(({ data }) => data['to'] !== 'bot');
  // a question that was held went to people, was given up or closed: it is named nowhere else
  const wasHeld = new Map(
    of(facts, 'QuestionHeld').map(({ data }) => [String(data['heldId']), messageIn(data['question'] as Fact['data'])]),
  );
  const timesKept = many([...wasHeld.values()], (id) => id);
  const released = new Set(
    of(facts, 'QuestionReleased')
      .filter(({ data }) => data['reason'] !== 'taken_up')
      .map(({ data }) => wasHeld.get(String(data['heldId']))),
  );
  const lastHandoff = new Map(toPeople.map(({ conversationId, at }) => [conversationId, at]));
  for (const [id, admissions] of many(of(facts, 'MessageAdmitted'), ({ data }) => String(data['messageId']))) {
    const { conversationId, at } = admissions[0]!;
    const named = (answers.get(id) ?? []).filter(({ data }) => !failed.has(String(data['by'])));
    // by one reply again: its send had failed, the message was admitted anew, and then it had arrived after all
    const replies = named.map(({ data }) => String(data['by']));
    const isOnce = replies.every((by, index) => index === 0 || (by === replies[0] && arrived.has(by)));
    const kept = timesKept.get(id)?.length ?? 0;
    if (!isOnce && named.length > 1 + kept) problems.push(`${id} is named as answered ${named.length} times`);
    if (named.length > 0) continue;
    const state = states.get(conversationId);
    const isKept =
      state?.held.includes(id) ||
      released.has(id) ||
      // the send that answered it failed, and people have had the conversation since: theirs to see
      (answers.has(id) && lastHandoff.has(conversationId) && (state?.owner !== 'bot' || at <= lastHandoff.get(conversationId)!)) ||
      ownerIn(admissions[0]!) !== 'bot';
    if (!isKept) problems.push(`${id} of ${conversationId} was admitted and is neither answered, held nor with a person`);
  }
  return problems;
}

/** One bubble for each chunk of a send; a second only where its outcome was unknown. */
function shownOnce({ sends, bubbles, verdicts, unknownBubbles }: Evidence): string[] {
  const problems = unknownBubbles.map((wamid) => `${wamid} was shown and no send of ours made it`);
  const allowed = new Set(verdicts.filter(({ verdict }) => verdict === 'ALLOW' || verdict === 'USE_TEMPLATE').map(({ sendId }) => sendId));
  for (const send of sends) {
    if (send.bubbles > send.chunks && send.timesUnknown === 0)
      problems.push(`${send.sendId} has ${send.chunks} parts and was shown ${send.bubbles} times`);
    if (send.bubbles > 2 * send.chunks) problems.push(`${send.sendId} has ${send.chunks} parts and was shown ${send.bubbles} times`);
    if (send.state === 'accepted' && send.bubbles < send.chunks)
      problems.push(`${send.sendId} counts as accepted and was shown ${send.bubbles} of ${send.chunks} times`);
    if ((send.state === 'cancelled' || send.state === 'failed') && send.bubbles > 0 && send.timesUnknown === 0)
      problems.push(`${send.sendId} is ${send.state} and was shown`);
    if (!allowed.has(send.sendId)) problems.push(`${send.sendId} has no verdict that allows it`);
  }
  if (bubbles === 0) problems.push('nothing was shown to anybody');
  return problems;
}

/**
 * By `dispatch_seq`. One whose outcome was unknown may have been overtaken, and so may what the bot says after it in its epoch, which waits for it,
 * by what does not: notices and people of that epoch. A newer epoch cancels what the bot still has to say, so it overtakes nothing.
 */
function inOrder({ sends }: Evidence): string[] {
  return [...many(sends, ({ conversationId }) => conversationId)].flatMap(([id, all]) => {
    const shown = all.filter(({ firstAt, timesUnknown }) => firstAt > 0 && timesUnknown === 0).toSorted((a, b) => a.firstAt - b.firstAt);
    const waits = (send: Send) =>
      send.speaker === 'bot' &&
      all.some(
        (other) => other.timesUnknown > 0 && other.speaker === 'bot' && other.epoch === send.epoch && other.dispatchSeq < send.dispatchSeq,
      );
    const may = (late: Send, early: Send) => waits(late) && early.speaker !== 'bot' && early.epoch <= late.epoch;
    const wrong = shown.flatMap((late, place) =>
      shown
        .slice(0, place)
        .filter((early) => early.dispatchSeq > late.dispatchSeq && !may(late, early))
        .map((early) => `${tale(early)} before ${tale(late)}`),
    );
    return wrong.length === 0
      ? []
      : [
          `${id} was shown ${wrong.slice(0, 3).join('; ')}; unknown were ${all
            .filter(({ timesUnknown }) => timesUnknown > 0)
            .map(tale)
            .join(', ')}`,
        ];
  });
}

const tale = ({ dispatchSeq, speaker, epoch, state }: Send): string => `${dispatchSeq} (${speaker}, epoch ${epoch}, ${state})`;

const rank = ['accepted', 'sent', 'delivered', 'read'];

function statusesForward({ facts, sends }: Evidence): string[] {
  const problems: string[] = [];
  const single = new Set(sends.filter(({ chunks, timesUnknown }) => chunks === 1 && timesUnknown === 0).map(({ sendId }) => sendId));
  for (const [id, all] of many(
    of(facts, 'StatusReceived').filter(({ data }) => data['applied'] === true && single.has(String(data['sendId']))),
    ({ data }) => String(data['sendId']),
  )) {
    const ranks = all.map(({ data }) => rank.indexOf(String(data['status']))).filter((one) => one >= 0);
    if (new Set(ranks).size !== ranks.length) problems.push(`${id} had a status applied twice: ${ranks.join(' ')}`);
  }
  return problems;
}

/** After the console said "yours" no request of the bot's of an older epoch reaches the twin. */
function noStaleSpeaker({ takeovers, facts, sends, calls }: Evidence): string[] {
  const byId = new Map(sends.map((send) => [send.sendId, send]));
  const done = new Map(of(facts, 'TakeoverDone').map(({ data }) => [String(data['ticketId']), data]));
  return takeovers.flatMap(({ conversationId, ticketId, calls: seen }) => {
    const reached = done.get(ticketId);
    if (!reached) return [`the console said "yours" for ${ticketId}, and no TakeoverDone is recorded`];
    const listed = new Set(strings(reached['unknown']));
    return calls
      .filter(({ seq, sendId }) => {
        const send = byId.get(sendId);
        return (
          seq > seen &&
          send?.conversationId === conversationId &&
          send.speaker === 'bot' &&
          send.epoch < Number(reached['epoch']) &&
          !listed.has(sendId)
        );
      })
      .map(({ sendId }) => `${sendId} of the bot's was sent after ${ticketId} was taken over`);
  });
}

/** In policy's commit order: what the bot said was computed in the epoch that was in force when it was allowed. */
function verdictsInForce({ facts, sends }: Evidence): string[] {
  const problems: string[] = [];
  const sendOf = new Map<string, Send>(sends.map((send) => [send.sendId, send]));
  const ordered = facts
    .filter(({ data }) => typeof data['seq'] === 'number')
    .toSorted((a, b) => Number(a.data['seq']) - Number(b.data['seq']));
  for (const [id, all] of many(ordered, ({ conversationId }) => conversationId)) {
    let epoch = 0;
    for (const { type, data } of all) {
      if (type === 'OwnerChanged') {
        const to = Number(data['epoch']);
        if (to <= epoch) problems.push(`${id}: the epoch went from ${epoch} to ${to}`);
        epoch = to;
      }
      const send = type === 'VerdictGiven' && data['speaker'] === 'bot' ? sendOf.get(String(data['sendId'])) : undefined;
      if (send && send.epoch !== epoch) problems.push(`${send.sendId} of the bot's was allowed in epoch ${epoch} and is of ${send.epoch}`);
    }
  }
  return problems;
}

function gapFree({ facts, sends }: Evidence): string[] {
  const check = (what: string, numbered: readonly { conversationId: string; number: number }[]) =>
    [...many(numbered, ({ conversationId }) => conversationId)].flatMap(([id, all]) => {
      const sorted = [...new Set(all.map(({ number }) => number))].sort((a, b) => a - b);
      return sorted.length === all.length && sorted.at(-1)! - sorted[0]! + 1 === sorted.length
        ? []
        : [`${id}: ${what} is ${all.length} numbers up to ${sorted.at(-1)}`];
    });
  const sent = sends.map(({ conversationId, dispatchSeq }) => ({ conversationId, number: dispatchSeq }));
  const decided = facts.map(({ conversationId, data }) => ({ conversationId, number: data['seq'] }));
  return [
    ...check('dispatch_seq', sent),
    ...check(
      'seq',
      decided.filter((one): one is { conversationId: string; number: number } => typeof one.number === 'number'),
    ),
  ];
}

/** Nothing dead, nothing left over, and every record audited. */
function atRest({ deadLetters, unaudited, unpublished, openWork, lag }: Evidence): string[] {
  return [
    ...deadLetters.map((one) => `dead letter: ${one}`),
    ...(unaudited.length > 0 ? [`${unaudited.length} records have no audit row, e.g. ${unaudited[0]}`] : []),
    ...Object.entries({ 'unpublished inbox rows': unpublished, 'rows of work that nobody finishes': openWork, 'records of lag': lag })
      .filter(([, count]) => count > 0)
      .map(([what, count]) => `${count} ${what}`),
  ];
}

/** One decision, as far as a day's numbers need it; a conversation's come together, in the order in which they were made. */
export interface Told {
  readonly conversationId: string;
  readonly type: (typeof counted)[number];
  readonly at: number;
  /** null: it belongs to none */
  readonly caseNo: number | null;
  readonly reasons: readonly string[];
  /** guardrails that did not pass */
  readonly failed: readonly string[];
  /** of the router, where no rule decided */
  readonly confidence: number | null;
  readonly model: { readonly tokens: number; /** null: not known */ readonly usd: number | null } | null;
  /** scalars of what was decided, as the audit row has them */
  readonly data: Readonly<Record<string, unknown>>;
}

/** What is read of the record. */
export const counted = [
  'CaseOpened',
  'TurnOpened',
  'TurnAnswered',
  'TurnOverdue',
  'OwnerChanged',
  'HandoffOpened',
  'CaseClosed',
  'CaseRated',
  'SlaMet',
  'SlaBreached',
  'Routed',
  'ReplyProposed',
  'VerdictGiven',
  'MessageBlocked',
] as const;

/** Milliseconds of so many, by nearest rank; null where there are none. */
export interface Spread {
  readonly count: number;
  readonly p50: number | null;
  readonly p95: number | null;
}

/** What a lead reads of a day. Percentages are whoever shows them's to make: what they are of stands here. */
export interface Numbers {
  readonly cases: {
    readonly opened: number;
    readonly resolved: number;
    readonly inactivity: number;
    /** without people */ readonly deflected: number;
    /** of those that were opened in the day, within it */ readonly toPeople: number;
  };
  /** times that a case went to people, by reason; one may go twice, and one of days before */
  readonly handoffs: Readonly<Record<string, number>>;
  /** from a case's first message to an answer, or to people; what the bot gave up is none */
  readonly firstResponse: Spread & { readonly withinMinute: number; readonly givenUp: number };
  /** from when somebody first waited for a person until it was resolved, nights included */
  readonly resolution: Spread;
  /** promises by clock; what was said to be missed and was not counts as kept */
  readonly promises: Readonly<Record<string, { readonly kept: number; readonly missed: number }>>;
  /** how many gave 1, 2, 3, 4, 5 */
  readonly ratings: readonly number[];
  /** quartiles of how sure the router was of what no rule decided */
  readonly confidence: { readonly count: number; readonly p25: number | null; readonly p50: number | null; readonly p75: number | null };
  /** what did not pass, by guardrail */
  readonly guardrails: Readonly<Record<string, number>>;
  /** answers that a model was asked for */
  readonly model: {
    readonly calls: number;
    readonly tokens: number;
    readonly usd: number;
    /** calls whose cost is not known */ readonly unknown: number;
  };
}

type Counts = Map<string, number>;
const plus = (counts: Counts, name: string, by = 1): void => void counts.set(name, (counts.get(name) ?? 0) + by);

interface FirstTurn {
  readonly oldest: string;
  readonly since: number;
  givenUp: boolean;
}

/** Adds a day's decisions up, one after the other. */
export class DayNumbers {
  readonly #cases = { opened: 0, resolved: 0, inactivity: 0, deflected: 0, toPeople: 0 };
  readonly #handoffs: Counts = new Map();
  readonly #first: number[] = [];
  #givenUp = 0;
  readonly #resolved = new Map<string, number>();
  readonly #met: Counts = new Map();
  readonly #breached: Counts = new Map();
  readonly #ratings = [0, 0, 0, 0, 0];
  readonly #confidence: number[] = [];
  readonly #guardrails: Counts = new Map();
  readonly #model = { calls: 0, tokens: 0, usd: 0, unknown: 0 };
  /** of cases that were opened in the day and have not been answered yet; null: no turn yet. Of one conversation at a time. */
  readonly #waiting = new Map<number, FirstTurn | null>();
  /** cases that were opened in the day and have not gone to people. Of one conversation at a time. */
  readonly #withBot = new Set<number>();
  #conversation = '';

  add(told: Told): void {
    if (told.conversationId !== this.#conversation) {
      this.#waiting.clear();
      this.#withBot.clear();
    }
    this.#conversation = told.conversationId;
    // what came too late was overtaken, which is no guardrail's doing
    for (const name of told.failed) if (name !== 'fence') plus(this.#guardrails, name);
    this.#count(told);
    if (told.caseNo === null) return;
    this.#firstOf(told, told.caseNo);
    if (told.type === 'CaseOpened') this.#withBot.add(told.caseNo);
    if (told.type === 'HandoffOpened' && this.#withBot.delete(told.caseNo)) this.#cases.toPeople += 1;
  }

  #count({ type, at, reasons, confidence, model, data }: Told): void {
    if (type === 'CaseOpened') this.#cases.opened += 1;
    else if (type === 'CaseClosed')
      this.#cases[reasons.includes('DEFLECTED') ? 'deflected' : data['reason'] === 'resolved' ? 'resolved' : 'inactivity'] += 1;
    else if (type === 'HandoffOpened') plus(this.#handoffs, String(data['reason']));
    else if (type === 'OwnerChanged' && data['cause'] === 'CaseResolved') this.#resolved.set(String(data['ticketId']), at);
    else if (type === 'SlaMet') {
      plus(this.#met, String(data['clock']));
      if (data['withdraws'] === true) plus(this.#breached, String(data['clock']), -1);
    } else if (type === 'SlaBreached') plus(this.#breached, String(data['clock']));
    else if (type === 'CaseRated') this.#ratings[Number(data['rating']) - 1]! += 1;
    else if (type === 'Routed' && confidence !== null) this.#confidence.push(confidence);
    if (!model) return;
    this.#model.calls += 1;
    this.#model.tokens += model.tokens;
    if (model.usd === null) this.#model.unknown += 1;
    else this.#model.usd += model.usd;
  }

  #firstOf({ type, at, data }: Told, caseNo: number): void {
    if (type === 'CaseOpened') this.#waiting.set(caseNo, null);
    const turn = this.#waiting.get(caseNo);
    if (turn === undefined) return;
    if (type === 'TurnOpened' && !turn) {
      this.#waiting.set(caseNo, { oldest: String(data['oldestOpen']), since: Number(data['oldestOpenAt']), givenUp: false });
    } else if (type === 'TurnOverdue' && turn) {
      turn.givenUp = true;
    } else if (
      turn &&
      (type === 'TurnAnswered' ? !namesIn(data['stillOpen']).includes(turn.oldest) : type === 'OwnerChanged' && data['to'] !== 'bot')
    ) {
      this.#waiting.delete(caseNo);
      if (turn.givenUp) this.#givenUp += 1;
      else this.#first.push(Math.max(0, at - turn.since));
    }
  }

  /** @param waitingSince ms by ticket, of those that were resolved; one that is not in it is not timed */
  numbers(waitingSince: ReadonlyMap<string, number>): Numbers {
    const first = this.#first.toSorted((a, b) => a - b);
    const resolution = [...this.#resolved].flatMap(([ticketId, at]) =>
      waitingSince.has(ticketId) ? [at - waitingSince.get(ticketId)!] : [],
    );
    const confidence = this.#confidence.toSorted((a, b) => a - b);
    const clocks = [...new Set([...this.#met.keys(), ...this.#breached.keys()])].sort();
    return {
      cases: { ...this.#cases },
      handoffs: Object.fromEntries(this.#handoffs),
      firstResponse: { ...spreadOf(first), withinMinute: first.filter((ms) => ms <= 60_000).length, givenUp: this.#givenUp },
      resolution: spreadOf(resolution.toSorted((a, b) => a - b)),
      promises: Object.fromEntries(
        clocks.map((clock) => [clock, { kept: this.#met.get(clock) ?? 0, missed: Math.max(0, this.#breached.get(clock) ?? 0) }]),
      ),
      ratings: [...this.#ratings],
      confidence: { count: confidence.length, p25: rankOf(confidence, 0.25), p50: rankOf(confidence, 0.5), p75: rankOf(confidence, 0.75) },
      guardrails: Object.fromEntries(this.#guardrails),
      model: { ...this.#model },
    };
  }
}

const namesIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const rankOf = (sorted: readonly number[], share: number): number | null => sorted[Math.ceil(share * sorted.length) - 1] ?? null;
const spreadOf = (sorted: readonly number[]): Spread => ({ count: sorted.length, p50: rankOf(sorted, 0.5), p95: rankOf(sorted, 0.95) });

/** What Meta's documents and observations contradict each other about, as switches; the defaults are the twin's choice. */
export interface Rules {
  /** From when on service messages and utility templates in the window cost (2026-10-01 by several vendors); null: never. */
  servicePricedFrom: string | null;
  /** Free service messages of a number in a calendar month since then. */
  freeServiceMessages: number;
  /** `pricing.type` of a service message that costs: not seen anywhere yet. */
  serviceType: string;
  /** 1024 by OpenAPI, 4096 by the documentation. */
  listBodyLimit: number;
  /** `contacts` of a failed status: `observed` leaves the user id out of 131026, `full` never, `docs` has no contacts at all. */
  failedContacts: 'observed' | 'full' | 'docs';
  /** Whether statuses name their person in `contacts`, as they do since April 2026; clients older than that refuse it. */
  statusContacts: boolean;
  /** Per error code: an answer to the call (`sync`) or a failed status after it (`async`). */
  ways: Record<string, 'sync' | 'async'>;
  /** What a call without any token is told: 104 with HTTP 400, as Graph answers, or 190 with HTTP 401. */
  missingToken: 104 | 190;
  /** Whether who writes is an AI provider, whose messages to the EEA and Brazil have a price of their own. */
  aiProvider: boolean;
}

export const defaultRules = (): Rules => ({
  servicePricedFrom: '2026-10-01T00:00:00Z',
  freeServiceMessages: 1000,
  serviceType: 'regular',
  listBodyLimit: 1024,
  failedContacts: 'observed',
  statusContacts: true,
  ways: {},
  missingToken: 104,
  aiProvider: false,
});

type Change = { rules: Partial<Rules> } | { wrong: string };

/** Reads a change of the rules as the control API takes it, or says what is wrong with it. */
export function rulesChange(body: Record<string, unknown>): Change {
  const rules: Partial<Rules> = {};
  const {
    service_priced_from: from,
    free_service_messages: free,
    service_type: type,
    list_body_limit: limit,
    failed_contacts: contacts,
    status_contacts: named,
    ways,
    missing_token: missing,
    ai_provider: ai,
  } = body;
  if (from !== undefined) {
    if (from !== null && Number.isNaN(Date.parse(String(from)))) return { wrong: 'service_priced_from is a date or null' };
    rules.servicePricedFrom = from === null ? null : String(from);
  }
  if (free !== undefined) {
    if (!Number.isInteger(free) || Number(free) < 0) return { wrong: 'free_service_messages is a whole number from 0' };
    rules.freeServiceMessages = Number(free);
  }
  if (type !== undefined) rules.serviceType = String(type);
  if (limit !== undefined) {
    if (limit !== 1024 && limit !== 4096) return { wrong: 'list_body_limit is 1024 or 4096' };
    rules.listBodyLimit = limit;
  }
  if (contacts !== undefined) {
    if (contacts !== 'observed' && contacts !== 'full' && contacts !== 'docs')
      return { wrong: 'failed_contacts is observed, full or docs' };
    rules.failedContacts = contacts;
  }
  if (named !== undefined) {
    if (typeof named !== 'boolean') return { wrong: 'status_contacts is true or false' };
    rules.statusContacts = named;
  }
  if (ways !== undefined) {
    const given = Object.entries(ways as Record<string, unknown>);
    if (given.some(([code, way]) => !/^\d+$/.test(code) || (way !== 'sync' && way !== 'async')))
      return { wrong: 'ways maps an error code to sync or async' };
    rules.ways = Object.fromEntries(given) as Rules['ways'];
  }
  if (missing !== undefined) {
    if (missing !== 104 && missing !== 190) return { wrong: 'missing_token is 104 or 190' };
    rules.missingToken = missing;
  }
  if (ai !== undefined) {
    if (typeof ai !== 'boolean') return { wrong: 'ai_provider is true or false' };
    rules.aiProvider = ai;
  }
  return { rules };
}

export const rulesView = (rules: Rules): object => ({
  service_priced_from: rules.servicePricedFrom,
  free_service_messages: rules.freeServiceMessages,
  service_type: rules.serviceType,
  list_body_limit: rules.listBodyLimit,
  failed_contacts: rules.failedContacts,
  status_contacts: rules.statusContacts,
  ways: rules.ways,
  missing_token: rules.missingToken,
  ai_provider: rules.aiProvider,
});

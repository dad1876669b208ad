import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { OpenMetricsContentType } from 'prom-client';

const minute = 60;
const hour = 60 * minute;
const ofCases = [5, 15, 30].map((n) => n * minute).concat([1, 2, 4, 8, 24, 48, 96, 168].map((n) => n * hour));
const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** The metrics that alerts and dashboards rest on. No label holds a contact or a conversation. */
export class Meters {
  /** OpenMetrics, because exemplars need it: a slow hop names its trace */
  readonly registry = openMetrics();
  readonly hopSeconds = new Histogram<'service' | 'trace_id'>({
    name: 'frontdesk_hop_seconds',
    help: "from the record's decision to this service's",
    labelNames: ['service'],
    registers: [this.registry],
    buckets,
    enableExemplars: true,
  });
  readonly firstResponseSeconds = new Histogram<'trace_id'>({
    name: 'frontdesk_first_response_seconds',
    help: 'from the first message of a case to what ended its wait: an answer, or people; not what was given up',
    registers: [this.registry],
    buckets,
    enableExemplars: true,
  });
  readonly oldestUnanswered = this.#gauge(
    'frontdesk_oldest_unanswered_seconds',
    'age of the oldest message that waits for the bot; what waits for people are SLA clocks',
    [],
  );
  /** the other gauges keep their last value when what they ask is away; that it is gone says that the service is */
  readonly ready = this.#gauge('frontdesk_ready', "1, or 0 while a service's /readyz names the need as missing", ['service', 'need']);
  readonly consumerLag = this.#gauge('frontdesk_consumer_lag', 'records not yet committed', ['service', 'topic']);
  readonly unpublished = this.#gauge('frontdesk_unpublished_outputs', 'transactions whose outputs are not published', ['service']);
  readonly deadLetters = this.#counter('frontdesk_dead_letters_total', 'messages that failed alone', ['service', 'topic']);
  readonly turns = this.#counter('frontdesk_turns_total', "the bot's turns by how they ended: answered, or given up to people, and why", [
    'outcome',
  ]);
  readonly replyNotices = this.#counter('frontdesk_reply_notices_total', "the bot's turns that were not answered within 20 s", []);
  readonly questionsHeld = this.#counter(
    'frontdesk_questions_held_total',
    'questions that are kept and answered later, by what is away: the shop, or the way to the customer',
    ['reason'],
  );
  readonly verdicts = this.#counter('frontdesk_gate_verdicts_total', 'verdicts of the outbound gate', ['verdict', 'reason']);
  readonly queueCases = this.#gauge('frontdesk_queue_cases', 'tickets by state', ['state']);
  readonly cases = this.#counter(
    'frontdesk_cases_total',
    'cases that were opened, and how they closed: resolved by people, or with the window, deflected where people had no part in it',
    ['event'],
  );
  readonly handoffs = this.#counter('frontdesk_handoffs_total', 'cases that went to people, and why', ['reason', 'mode']);
  readonly resolutionSeconds = new Histogram<'trace_id'>({
    name: 'frontdesk_resolution_seconds',
    help: 'from when somebody first waited for a person until the case was resolved, nights included',
    registers: [this.registry],
    buckets: ofCases,
    enableExemplars: true,
  });
  readonly ratings = this.#counter('frontdesk_ratings_total', "customers' ratings of resolved cases, 1 to 5", ['rating']);
  readonly confidence = new Histogram<'next' | 'trace_id'>({
    name: 'frontdesk_routing_confidence',
    help: 'how sure the router was of what it did not decide by rule, by what became of it',
    labelNames: ['next'],
    registers: [this.registry],
    buckets: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
    enableExemplars: true,
  });
  readonly sla = this.#counter('frontdesk_sla_total', 'SLA clocks that ended or warned', ['clock', 'outcome']);
  readonly sendFailures = this.#counter('frontdesk_send_failures_total', "sends that failed, by Meta's code", ['code']);
  readonly messagesAccepted = this.#counter(
    'frontdesk_messages_accepted_total',
    'messages that Meta has taken, which says nothing of their arrival',
    [],
  );
  readonly messagesDelivered = this.#counter(
    'frontdesk_messages_delivered_total',
    "messages that reached a customer's device, by whether Meta bills them",
    ['billable'],
  );
  /** the two exceptions to *once* */
  readonly sendsInDoubt = this.#counter(
    'frontdesk_sends_in_doubt_total',
    'what a customer may have had twice, or not at all: sent again, and the first copy arrived too late (twice); given up with nobody knowing (unconfirmed)',
    ['what'],
  );
  readonly orderChanges = this.#counter(
    'frontdesk_order_changes_total',
    'changes in the shop that a customer agreed to, by what became of them',
    ['outcome'],
  );
  readonly deliveredAfterFailed = this.#counter(
    'frontdesk_delivered_after_failed_total',
    'messages that arrived although Meta had said that they failed',
    [],
  );
  readonly caseFailures = this.#counter(
    'frontdesk_case_failures_total',
    'cases that could not be offered or given back, by which of the two',
    ['what'],
  );
  readonly clockSkew = this.#gauge('frontdesk_clock_skew_seconds', "our clock minus the database's", ['service']);
  readonly webhooks = this.#counter('frontdesk_webhooks_total', 'webhooks by the check that decided', ['outcome']);
  readonly webhookItems = this.#counter('frontdesk_webhook_items_total', "items of webhooks, by Meta's field and what became of them", [
    'field',
    'understood_as',
  ]);
  readonly modelCalls = this.#counter(
    'frontdesk_model_calls_total',
    'what a model was asked to word: said, refused by a check of ours, or failed; the canned words were said then',
    ['outcome', 'code'],
  );
  readonly trialCases = this.#counter(
    'frontdesk_trial_cases_total',
    "cases that were answered on evidence while a candidate is tried, and those whose customers came to need people after it; by the case's side",
    ['cohort', 'event'],
  );
  readonly trialAnswerSeconds = new Histogram({
    name: 'frontdesk_trial_answer_seconds',
    help: "from the oldest message that an answer on evidence is for to its reply, while a candidate is tried; by the case's side",
    labelNames: ['cohort'],
    registers: [this.registry],
    buckets,
  });
  readonly discardedTokens = this.#counter('frontdesk_discarded_tokens_total', 'tokens of replies that came too late to be said', [
    'model',
    'reason',
  ]);
  readonly contactFlags = this.#counter('frontdesk_contact_flags_total', 'contacts that people should look at', ['reason']);
  readonly accountTroubles = this.#counter(
    'frontdesk_account_troubles_total',
    'what Meta did to account, number or a template that somebody has to mend',
    ['what'],
  );
  readonly templateMissing = this.#gauge(
    'frontdesk_template_missing',
    'templates that go out by themselves: 1 where nothing approved can stand in for customers of that language',
    ['template', 'locale'],
  );
  readonly calls = this.#counter('frontdesk_support_calls_total', 'what support-p1 is called for: said in a page, or cleared before', [
    'outcome',
  ]);
  readonly pages = this.#counter('frontdesk_support_pages_total', 'pages to support-p1, of one call or a digest of several', ['kind']);
  readonly supportPosts = this.#counter('frontdesk_support_posts_total', 'posts of pages to SUPPORT_WEBHOOK_URL: taken, or failed', [
    'outcome',
  ]);
  readonly forgotten = this.#counter('frontdesk_forgotten_total', 'rows that were past their horizon', ['what']);
  readonly auditChained = this.#counter('frontdesk_audit_chained_total', 'times that all decisions of a minute before were in a block', []);
  readonly auditDifferences = this.#counter('frontdesk_audit_differences_total', 'what is not as it was recorded in the audit', ['what']);
  readonly duplicates = this.#counter('frontdesk_duplicates_total', 'messages whose id was known', ['service']);

  #gauge<L extends string>(name: string, help: string, labelNames: L[]): Gauge<L> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }

  #counter<L extends string>(name: string, help: string, labelNames: L[]): Counter<L> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }
}

/** The labels of an exemplar: the trace that a W3C traceparent belongs to. */
export function exemplarOf(traceparent: string | undefined): { trace_id?: string } {
  const traceId = traceparent?.split('-')[1];
  return traceId ? { trace_id: traceId } : {};
}

function openMetrics(): Registry<OpenMetricsContentType> {
  const registry = new Registry<OpenMetricsContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  return registry;
}

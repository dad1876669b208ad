import type { Dashboard } from '@grafana/schema';
import { dashboard, gauge, increase, quantile, rate } from './drawing.ts';

/** What an SRE and a lead look at, by file name. */
export const dashboards: Readonly<Record<string, Dashboard>> = {
  'services.json': dashboard(
    'frontdesk-services',
    'Frontdesk: services and hops',
    'Where a message spends its time, and what stays behind',
    [
      {
        title: 'Time per hop, p95',
        unit: 's',
        red: 5,
        queries: [[quantile(0.95, 'frontdesk_hop_seconds', 'service'), '{{service}}']],
        description: "From a record's decision to that of the service that read it",
      },
      { title: 'Time per hop, median', unit: 's', queries: [[quantile(0.5, 'frontdesk_hop_seconds', 'service'), '{{service}}']] },
      { title: 'Messages decided', unit: 'ops', queries: [[rate('frontdesk_hop_seconds_count', 'service'), '{{service}}']] },
      {
        title: 'Records behind',
        unit: 'short',
        red: 500,
        queries: [[gauge('frontdesk_consumer_lag', 'service, topic'), '{{service}} {{topic}}']],
      },
      {
        title: 'Outputs not published',
        unit: 'short',
        red: 1,
        queries: [[gauge('frontdesk_unpublished_outputs', 'service'), '{{service}}']],
      },
      {
        title: 'Dead letters in an hour',
        unit: 'short',
        red: 1,
        queries: [[increase('frontdesk_dead_letters_total', 'service', '1h'), '{{service}}']],
      },
      { title: 'Webhooks by outcome', unit: 'reqps', queries: [[rate('frontdesk_webhooks_total', 'outcome'), '{{outcome}}']] },
      {
        title: "Sends that failed, by Meta's code",
        unit: 'ops',
        queries: [
          [rate('frontdesk_send_failures_total', 'code'), '{{code}}'],
          [rate('frontdesk_delivered_after_failed_total', ''), 'arrived all the same'],
        ],
      },
      {
        title: 'Sends in doubt, in a day',
        description:
          'The two exceptions to once. twice: sent again, and the first copy arrived after all. unconfirmed: nobody knows, not sent again.',
        unit: 'short',
        red: 3,
        queries: [[increase('frontdesk_sends_in_doubt_total', 'what', '24h'), '{{what}}']],
      },
      {
        title: 'Changes in the shop, in a day',
        description:
          'What customers agreed to, by what became of it. unavailable: certainly not made. unconfirmed: nobody knows, a person has it.',
        unit: 'short',
        queries: [[increase('frontdesk_order_changes_total', 'outcome', '24h'), '{{outcome}}']],
      },
      {
        title: 'Known messages, passed over',
        description: 'Delivered again, as at least once has it: many after a rebalance or a restart, few otherwise.',
        unit: 'ops',
        queries: [[rate('frontdesk_duplicates_total', 'service'), '{{service}}']],
      },
      {
        title: 'Forgotten in a day, past their horizon',
        unit: 'short',
        queries: [[increase('frontdesk_forgotten_total', 'what', '24h'), '{{what}}']],
      },
      {
        title: 'Ready',
        description: 'By what each service needs: 0 where one of its pods lacks it. A service that is not shown at all is gone.',
        unit: 'short',
        queries: [[gauge('frontdesk_ready', 'service, need', 'min'), '{{service}} {{need}}']],
      },
      {
        title: "Clock against the database's",
        description: 'Of several processes the one that is furthest ahead, and the one that is furthest behind.',
        unit: 's',
        queries: [
          [gauge('frontdesk_clock_skew_seconds', 'service'), '{{service}}, ahead'],
          [gauge('frontdesk_clock_skew_seconds', 'service', 'min'), '{{service}}, behind'],
        ],
      },
    ],
  ),
  'promises.json': dashboard('frontdesk-promises', 'Frontdesk: first response, handoff, SLA', 'What customers were promised', [
    {
      title: 'Oldest message that waits for the bot',
      unit: 's',
      red: 60,
      stat: true,
      queries: [['max(frontdesk_oldest_unanswered_seconds{namespace=~"$namespace"})', '']],
    },
    {
      title: 'First response',
      unit: 's',
      red: 60,
      queries: [
        [quantile(0.5, 'frontdesk_first_response_seconds', ''), 'median'],
        [quantile(0.95, 'frontdesk_first_response_seconds', ''), 'p95'],
      ],
    },
    {
      title: 'First responses within 60 s',
      unit: 'percentunit',
      queries: [
        [
          `${rate('frontdesk_first_response_seconds_bucket', '', ',le=~"60([.]0)?"')} / ${rate('frontdesk_first_response_seconds_count', '')}`,
          'share',
        ],
      ],
    },
    {
      title: 'Turns that the bot gave up, in an hour',
      description: 'By why. TIMEOUT: unanswered for 45 s. Such a case is in no first response: nobody has answered it yet.',
      unit: 'short',
      red: 2,
      queries: [
        [increase('frontdesk_turns_total', 'outcome', '1h', ',outcome!="answered"'), '{{outcome}}'],
        [increase('frontdesk_reply_notices_total', '', '1h'), 'late: 20 s'],
      ],
    },
    {
      title: 'Questions that are kept, in an hour',
      description: 'SHOP_AWAY: the shop did not answer. SEND_HELD: Meta lets nothing out for now.',
      unit: 'short',
      queries: [[increase('frontdesk_questions_held_total', 'reason', '1h'), '{{reason}}']],
    },
    { title: 'Cases with people', unit: 'short', queries: [[gauge('frontdesk_queue_cases', 'state'), '{{state}}']] },
    {
      title: 'Promises kept, at risk, missed',
      unit: 'ops',
      queries: [[rate('frontdesk_sla_total', 'clock, outcome'), '{{clock}} {{outcome}}']],
    },
    {
      title: 'Missed in an hour',
      unit: 'short',
      red: 1,
      queries: [[increase('frontdesk_sla_total', 'clock', '1h', ',outcome="breached"'), '{{clock}}']],
    },
    {
      title: 'Cases of a day that the bot settled alone',
      description: 'Of the cases that closed: those that ended with nothing owed, and that no person had a part in.',
      unit: 'percentunit',
      queries: [
        [
          `${increase('frontdesk_cases_total', '', '24h', ',event="deflected"')} / ${increase('frontdesk_cases_total', '', '24h', ',event!="opened"')}`,
          'deflected',
        ],
        [
          `${increase('frontdesk_handoffs_total', '', '24h')} / ${increase('frontdesk_cases_total', '', '24h', ',event="opened"')}`,
          'handed to people, per case opened',
        ],
      ],
    },
    {
      title: 'Handed to people in an hour, and why',
      unit: 'short',
      queries: [[increase('frontdesk_handoffs_total', 'reason, mode', '1h'), '{{reason}}, {{mode}}']],
    },
    {
      title: 'Resolution',
      description: 'From when somebody first waited for a person, nights included; of the cases resolved in the last day.',
      unit: 's',
      queries: ([0.5, 0.95] as const).map((q) => [
        `histogram_quantile(${q}, ${increase('frontdesk_resolution_seconds_bucket', 'le', '24h')})`,
        q === 0.5 ? 'median' : 'p95',
      ]),
    },
    {
      title: "Customers' ratings of a day",
      unit: 'short',
      queries: [[increase('frontdesk_ratings_total', 'rating', '24h'), '{{rating}}']],
    },
    {
      title: 'How sure the router was',
      description: 'Of what it did not decide by rule: a quarter, half and three quarters of the questions were below.',
      unit: 'percentunit',
      queries: [0.25, 0.5, 0.75].map((q) => [quantile(q, 'frontdesk_routing_confidence', ''), `${q * 100} %`]),
    },
    {
      title: 'Calls of support-p1 in an hour',
      description: 'What somebody was to be called for, in how few pages, and which posts of them were not taken.',
      unit: 'short',
      queries: [
        [increase('frontdesk_support_calls_total', 'outcome', '1h'), 'calls, {{outcome}}'],
        [increase('frontdesk_support_pages_total', 'kind', '1h'), 'pages, {{kind}}'],
        [increase('frontdesk_support_posts_total', '', '1h', ',outcome="failed"'), 'posts, failed'],
      ],
    },
    {
      title: 'Cases that could not be offered or given back, in an hour',
      description: 'Each is tried again once a minute.',
      unit: 'short',
      red: 1,
      queries: [[increase('frontdesk_case_failures_total', 'what', '1h'), '{{what}}']],
    },
  ]),
  'guardrails.json': dashboard(
    'frontdesk-guardrails',
    'Frontdesk: cost and guardrails',
    'What the gate says, what it lets out, and what of it is billed',
    [
      { title: 'Verdicts', unit: 'ops', queries: [[rate('frontdesk_gate_verdicts_total', 'verdict'), '{{verdict}}']] },
      {
        title: 'Refusals by reason',
        unit: 'ops',
        queries: [[rate('frontdesk_gate_verdicts_total', 'reason', ',verdict="REFUSE"'), '{{reason}}']],
      },
      {
        title: 'Held by reason',
        unit: 'ops',
        queries: [[rate('frontdesk_gate_verdicts_total', 'reason', ',verdict="HOLD"'), '{{reason}}']],
      },
      {
        title: 'Cost: messages in a day that Meta bills',
        description:
          "Delivered, and billable by Meta's own word; a model's cost stands in the record of each call. What they cost by your rates: npm run costs, and the console for one conversation.",
        unit: 'short',
        stat: true,
        queries: [[increase('frontdesk_messages_delivered_total', '', '24h', ',billable="yes"'), 'messages']],
      },
      {
        title: 'Cost: templates by reason',
        unit: 'ops',
        queries: [[rate('frontdesk_gate_verdicts_total', 'reason', ',verdict="USE_TEMPLATE"'), '{{reason}}']],
      },
      {
        title: 'Templates that Meta has not',
        description: 'Of those that go out by themselves, by the language of whom they are missing for.',
        unit: 'short',
        red: 1,
        queries: [[gauge('frontdesk_template_missing', 'template, locale'), '{{template}} {{locale}}']],
      },
      {
        title: 'Messages taken by Meta, and delivered',
        description: 'What was taken and not delivered failed later, or its customer has not been online: acceptance is not delivery.',
        unit: 'ops',
        queries: [
          [rate('frontdesk_messages_accepted_total', ''), 'taken'],
          [rate('frontdesk_messages_delivered_total', 'billable'), 'delivered, billed: {{billable}}'],
        ],
      },
      {
        title: 'Answers that a model was asked to word',
        description: 'Refused: a check of ours found what the evidence does not hold. Failed: the model. The canned words were said then.',
        unit: 'ops',
        queries: [[rate('frontdesk_model_calls_total', 'outcome, code'), '{{outcome}} {{code}}']],
      },
      {
        title: 'Tried: cases answered, and those whose customers came to need people, in an hour',
        description:
          "By the case's side: the candidate words its answers, or the control's canned words are said. Alike, the share may be raised.",
        unit: 'short',
        queries: [[increase('frontdesk_trial_cases_total', 'cohort, event', '1h'), '{{cohort}} {{event}}']],
      },
      {
        title: 'Tried: how long an answer takes, on average',
        description: 'From the oldest message that it answers to the reply, on either side.',
        unit: 's',
        queries: [
          [
            `${rate('frontdesk_trial_answer_seconds_sum', 'cohort')} / ${rate('frontdesk_trial_answer_seconds_count', 'cohort')}`,
            '{{cohort}}',
          ],
        ],
      },
      {
        title: 'Cost: tokens of replies that came too late, in a day',
        description: 'Written by a model for a turn that was over: the customer wrote on, or a person took it.',
        unit: 'short',
        queries: [[increase('frontdesk_discarded_tokens_total', 'model, reason', '24h'), '{{model}}, {{reason}}']],
      },
      {
        title: 'Webhooks that were refused',
        unit: 'ops',
        queries: [[rate('frontdesk_webhooks_total', 'outcome', ',outcome!="accepted"'), '{{outcome}}']],
      },
    ],
  ),
};

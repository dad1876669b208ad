import { expect, test } from '@jest/globals';
import { exemplarOf, Meters } from './meters.ts';

test('a hop names its trace, so that a slow panel leads to it', async () => {
  const meters = new Meters();
  meters.hopSeconds.observe({
    labels: { service: 'policy' },
    value: 0.2,
    exemplarLabels: exemplarOf('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'),
  });
  expect(await meters.registry.metrics()).toMatch(
    /^frontdesk_hop_seconds_bucket\{le="0\.25",service="policy"\} 1 # \{trace_id="0af7651916cd43dd8448eb211c80319c"\} 0\.2 /m,
  );
  expect(meters.registry.contentType).toContain('application/openmetrics-text');
});

test('a first response names its trace too', async () => {
  const meters = new Meters();
  meters.firstResponseSeconds.observe({ value: 7, exemplarLabels: exemplarOf('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01') });
  expect(await meters.registry.metrics()).toMatch(
    /^frontdesk_first_response_seconds_bucket\{le="10"\} 1 # \{trace_id="0af7651916cd43dd8448eb211c80319c"\} 7 /m,
  );
});

test('a hop without a trace is counted as well', async () => {
  const meters = new Meters();
  meters.hopSeconds.observe({ labels: { service: 'policy' }, value: 0.2, exemplarLabels: exemplarOf(undefined) });
  expect(await meters.registry.metrics()).toContain('frontdesk_hop_seconds_count{service="policy"} 1');
});

import { expect, test } from '@jest/globals';
import { Stage, scenes } from '@frontdesk/demo';
import { onBothBuses } from './on-both-buses.ts';

onBothBuses('the conversation', (system) => {
  const stage = { of: undefined as Stage | undefined };
  test.each(scenes)('%s', async (name, act) => {
    stage.of ??= new Stage(system(), () => undefined);
    await stage.of.play(name, act);
    expect(stage.of.checks.filter((check) => check.scene === name && !check.held).map(({ what }) => what)).toEqual([]);
  }, 120_000);
});

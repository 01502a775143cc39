import { counted, type Say, showTime } from './say.ts';
import type { CounterMoment, SceneMoment } from './scene-moment.ts';

/** What can be seen at a moment, in one or two sentences, for those who do not see it. */
export function describeMoment(moment: SceneMoment, say: Say): string {
  const { served, customers, meanWait } = moment;
  if (served === customers.length) {
    return say('burgers.scene.described.all', { ...counted('customers', served), time: showTime(say, meanWait) });
  }
  const first = say('burgers.scene.described.served', { served: `${served}`, customers: `${customers.length}` });
  return `${first} ${whatGoesOn(moment, say)}`;
}

function whatGoesOn(moment: SceneMoment, say: Say): string {
  const loops = moment.counters.filter(({ counter }) => counter.pool === 'loop');
  const stalled = loops.filter(({ stall }) => stall);
  const longest = stalled.reduce<CounterMoment | undefined>(
    (most, each) => ((each.stall?.lasts ?? 0) > (most?.stall?.lasts ?? -1) ? each : most),
    undefined,
  );
  if (longest?.stall) {
    const others = moment.waiting - countOf(moment, (customer) => customer === longest.stall?.customer);
    const customer = `${longest.stall.customer + 1}`;
    const waiting = counted('waiting', others);
    if (stalled.length === 1) {
      const worker = loops.length > 1 ? { worker: `${longest.counter.worker + 1}` } : {};
      return say(`burgers.scene.described.${causeOf(longest)}`, { customer, ...waiting, ...worker });
    }
    const params = { stalled: `${stalled.length}`, loops: `${loops.length}`, customer };
    return say('burgers.scene.described.several', { ...params, ...waiting });
  }
  const sentences = [
    ['threads', countOf(moment, (_, kind) => kind === 'thread')],
    ['queue', countOf(moment, (_, kind) => kind === 'pool line')],
    ['seated', countOf(moment, (_, kind) => kind === 'seated')],
    ['line', countOf(moment, (_, kind) => kind === 'line')],
  ] as const;
  const said = sentences.filter(([, count]) => count > 0).slice(0, 2);
  if (said.length === 0) return say('burgers.scene.described.quiet', counted('count', moment.waiting));
  return said.map(([key, count]) => say(`burgers.scene.described.${key}`, counted('count', count))).join(' ');
}

/** What a loop does that stands still. */
function causeOf({ does, stall }: CounterMoment): string {
  if (stall?.cause === 'lock') return 'lock';
  if (does === 'blocks') return 'block';
  return does === 'computes' ? 'compute' : 'busy';
}

function countOf({ customers }: SceneMoment, isMeant: (customer: number, kind: string) => boolean): number {
  return customers.filter(
    ({ place: { kind } }, customer) => kind !== 'gone' && kind !== 'to come' && isMeant(customer, kind),
  ).length;
}

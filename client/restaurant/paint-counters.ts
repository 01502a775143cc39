import { type CookPose, cookFigure } from './cook-figures.ts';
import { nearFrom } from './guest-figures.ts';
import type { PaintOptions } from './paint-scene.ts';
import { choppingBoard, counterGrill, loopCounter, padlock, patty, threadCounter } from './room-figures.ts';
import { type Say, showSeconds } from './say.ts';
import type { SceneLayout, Station, WorkerArea } from './scene-layout.ts';
import type { CounterMoment, Scene, SceneMoment } from './scene-moment.ts';
import type { Surface } from './surface.ts';

/** The counters with their cooks, and which of them stand still. */
export function paintCounters(
  surface: Surface,
  scene: Scene,
  layout: SceneLayout,
  moment: SceneMoment,
  { say, isStill }: PaintOptions,
): void {
  const loops: (CounterMoment | undefined)[] = [];
  for (const [index, doing] of moment.counters.entries()) {
    if (doing.counter.pool === 'loop') loops[doing.counter.worker] = doing;
    const station = layout.stations[index];
    if (station) paintStation(surface, station, doing, isStill ? 0 : moment.time);
  }
  for (const area of layout.workers) {
    const stall = loops[area.worker]?.stall;
    if (stall) paintWords(surface, layout, area, stallWords(scene, stall, say));
    else if (layout.workers.length > 1) {
      const text = say('burgers.scene.worker', { number: `${area.worker + 1}` });
      const fits = layout.textSize * 0.56 * text.length < area.width - 8;
      const shown = fits ? text : `${area.worker + 1}`;
      surface.text(shown, area.x + 4, area.y + layout.textSize, { size: layout.textSize });
    }
    if (area.more) {
      const { x, y, count } = area.more;
      surface.text(`+${count}`, x + 2, y - 3, { size: layout.textSize, isBold: true });
    }
  }
}

function paintStation(surface: Surface, station: Station, { counter, does, stall }: CounterMoment, time: number): void {
  const { x, y, width, height, scale } = station;
  const isFar = scale < nearFrom;
  if (stall) {
    const frame = { stroke: 'block', lineWidth: Math.max(1.5, 4 * scale) } as const;
    const below = Math.max(5, 14 * scale);
    surface.rectangle(x + 1, y - height + 1, width - 2, height - 1 + below, { ...frame, fill: 'paper' }, 4);
  }
  const isAtGrill = does === 'blocks';
  if (station.grill !== undefined) {
    surface.figure(isAtGrill ? counterGrill.on : counterGrill.off, { x: station.grill, y, scale, tint: 'soft' });
    if (isAtGrill) surface.figure(patty, { x: station.grill, y: y - 73 * scale, scale });
  }
  surface.figure(cookFigure(poseOf(does, time), isFar), {
    x: isAtGrill ? station.cookAtGrill : station.cook,
    y,
    scale,
    tint: 'soft',
    isMirrored: isAtGrill,
  });
  surface.figure(counter.pool === 'loop' ? loopCounter : threadCounter, { x: station.counter, y, scale, tint: 'soft' });
  if (stall) {
    const front = { fill: 'paper', hatch: 'blocked', stroke: 'block', lineWidth: Math.max(1, 2.5 * scale) } as const;
    surface.rectangle(station.counter - 20 * scale, y - 70 * scale, 40 * scale, 70 * scale, front);
  }
  if (does === 'computes') surface.figure(choppingBoard, { x: station.counter, y: y - 80 * scale, scale });
  if (does === 'waits for the lock') surface.figure(padlock, { x: station.counter, y: y - 81 * scale, scale });
}

function poseOf(does: CounterMoment['does'], time: number): CookPose {
  switch (does) {
    case 'serves':
      return 'takes an order';
    case 'blocks':
      return 'at the grill';
    case 'computes':
      return Math.floor(time / 60) % 2 === 0 ? 'chops' : 'has chopped';
    case 'waits for the lock':
      return does;
    case 'free':
      return 'free';
  }
}

/** What is said about a stall: all of it, and what is enough where there is little room. */
function stallWords(scene: Scene, stall: NonNullable<CounterMoment['stall']>, say: Say): readonly string[] {
  const seconds = showSeconds(say, stall.lasts, 1);
  const call = scene.steps[stall.step]?.text;
  const customer = `${stall.customer + 1}`;
  return [
    ...(call ? [say(`burgers.scene.stall.${stall.cause}.call`, { seconds, customer, call })] : []),
    say(`burgers.scene.stall.${stall.cause}`, { seconds, customer }),
    say('burgers.scene.stall', { seconds }),
  ];
}

/** Paints the longest of the sentences that has room. */
function paintWords(
  surface: Surface,
  { textSize, width }: SceneLayout,
  area: WorkerArea,
  words: readonly string[],
): void {
  const room = area.width - 4;
  const wide = (text: string, size: number) => size * 0.6 * text.length + 8;
  const short = words.at(-1) ?? '';
  const text = words.find((each) => wide(each, textSize) <= room) ?? short;
  const size =
    wide(text, textSize) <= room ? textSize : Math.max(7, ((room - 8) / (wide(text, textSize) - 8)) * textSize);
  const x = Math.max(0, Math.min(area.x + 1, width - wide(text, size) - 1));
  const style = { fill: 'paper', stroke: 'block', lineWidth: 1.5 } as const;
  surface.rectangle(x, area.y - 1, wide(text, size), textSize + 5, style, 3);
  surface.text(text, x + 4, area.y + textSize * 0.5 + 1.5 + size * 0.36, { size, isBold: true });
}

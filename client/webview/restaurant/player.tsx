import { bisectLeft, bisectRight } from 'd3-array';
import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { speeds } from '../../restaurant/page-state.ts';
import { showTime } from '../../restaurant/say.ts';
import type { Clock } from './clock.ts';
import { ClockText } from './clock-text.tsx';
import { usePage } from './page-context.ts';
import { useFollowed } from './use-followed.ts';

export interface PlayerProps {
  readonly clock: Clock;
  /** Times at which it stops when it goes step by step, in their order. */
  readonly steps: readonly number[];
  readonly speed: number;
  /** Told when it stands still somewhere: what there is to say of it is asked for then. */
  readonly describe: () => string;
  readonly children: ComponentChildren;
}

/** Real milliseconds between steps, where nothing is to move. */
const stepPause = 1500;
/** Real milliseconds after which the place is kept while it plays. */
const keepPause = 2000;

/** What plays, pauses and goes step by step, with what it shows. The space bar and the arrow keys work anywhere in it. */
export function Player({ clock, steps, speed, describe, children }: PlayerProps) {
  const { say, isStill, dispatch } = usePage();
  const [stepping, setStepping] = useState(false);
  const [said, setSaid] = useState('');
  const slider = useRef<HTMLInputElement>(null);
  const isPlaying = useFollowed(clock, () => clock.isPlaying) || stepping;
  clock.speed = speed;

  const keepPlace = useCallback(
    () => dispatch({ type: 'change', changes: { progress: clock.time / clock.end } }),
    [clock, dispatch],
  );
  /** The clock has come to where it stays for a while. */
  const settle = useCallback(() => {
    setSaid(describe());
    keepPlace();
  }, [describe, keepPlace]);
  const step = useCallback(
    (by: 1 | -1) => {
      clock.pause();
      const next = by === 1 ? steps[bisectRight(steps, clock.time)] : steps[bisectLeft(steps, clock.time) - 1];
      clock.seek(next ?? (by === 1 ? clock.end : 0));
      settle();
    },
    [clock, steps, settle],
  );
  const stepByHand = (by: 1 | -1) => {
    setStepping(false);
    step(by);
  };
  const restart = () => {
    clock.seek(0);
    settle();
  };
  const pause = useCallback(() => {
    clock.pause();
    setStepping(false);
    settle();
  }, [clock, settle]);
  const toggle = () => {
    if (isPlaying) pause();
    else if (isStill) {
      if (clock.time >= clock.end) clock.seek(0);
      setStepping(true);
    } else clock.play();
  };

  useEffect(() => {
    if (!stepping) return;
    const timer = setInterval(() => {
      if (clock.time >= clock.end) pause();
      else step(1);
    }, stepPause / speed);
    return () => clearInterval(timer);
  }, [stepping, speed, clock, step, pause]);

  useEffect(() => {
    if (!isPlaying) return;
    // A page that is hidden is gone without notice.
    const timer = setInterval(keepPlace, keepPause);
    return () => clearInterval(timer);
  }, [isPlaying, keepPlace]);

  useEffect(() => {
    const show = () => {
      const range = slider.current;
      if (range) range.value = String(Math.round((1000 * clock.time) / clock.end));
      range?.setAttribute('aria-valuetext', showTime(say, clock.time));
    };
    show();
    return clock.follow(show);
  }, [clock, say]);

  useEffect(
    () =>
      clock.follow(() => {
        if (!clock.isPlaying && clock.time >= clock.end) settle();
      }),
    [clock, settle],
  );

  const onKeyDown = (event: KeyboardEvent) => {
    const { target, key } = event;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const isControl =
      target instanceof Element && target.closest('button, input, select, a, summary, [role=tab], [role=application]');
    if (isControl) return;
    if (key === ' ') toggle();
    else if (key === 'ArrowRight') stepByHand(1);
    else if (key === 'ArrowLeft') stepByHand(-1);
    else if (key === 'Home') restart();
    else return;
    event.preventDefault();
  };

  /** A button that shows a sign and is told by its name. */
  const sign = (action: 'back' | 'forward' | 'restart', shown: string, onClick: () => void) => {
    const name = say(`burgers.${action}`);
    return (
      <button type="button" data-action={action} aria-label={name} title={name} onClick={onClick}>
        {shown}
      </button>
    );
  };

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has the focus here plays with the keyboard alone
    <section class="player" aria-label={say('burgers.player')} tabIndex={0} onKeyDown={onKeyDown}>
      {children}
      <div class="controls">
        <button type="button" class="primary" data-action="play" onClick={toggle}>
          {isPlaying ? `❚❚ ${say('burgers.pause')}` : `▶ ${say('burgers.play')}`}
        </button>
        {sign('back', '◀', () => stepByHand(-1))}
        {sign('forward', '▶▏', () => stepByHand(1))}
        {sign('restart', '↺', restart)}
        <input
          ref={slider}
          type="range"
          min={0}
          max={1000}
          defaultValue="0"
          aria-label={say('burgers.time')}
          onInput={({ currentTarget }) => {
            clock.pause();
            setStepping(false);
            clock.seek((Number(currentTarget.value) / 1000) * clock.end);
          }}
          onChange={settle}
        />
        <ClockText clock={clock} text={() => `${showTime(say, clock.time)} / ${showTime(say, clock.end)}`} />
        <label>
          {say('burgers.speed')}{' '}
          <select
            value={String(speed)}
            onChange={({ currentTarget }) =>
              dispatch({ type: 'change', changes: { speed: Number(currentTarget.value) } })
            }
          >
            {speeds.map((value) => (
              <option value={String(value)}>{value}×</option>
            ))}
          </select>
        </label>
      </div>
      <p role="status" class="unseen">
        {said}
      </p>
    </section>
  );
}

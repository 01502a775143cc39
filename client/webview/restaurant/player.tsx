import { bisectLeft, bisectRight } from 'd3-array';
import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useReducer, useRef, useState } from 'preact/hooks';
import { speeds } from '../../restaurant/page-state.ts';
import { showTime } from '../../restaurant/say.ts';
import type { Clock } from './clock.ts';
import { usePage } from './page-context.ts';

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

/** What plays, pauses and goes step by step, with what it shows. The space bar and the arrow keys work anywhere in it. */
export function Player({ clock, steps, speed, describe, children }: PlayerProps) {
  const { say, isStill, dispatch } = usePage();
  const [stepping, setStepping] = useState(false);
  const [said, setSaid] = useState('');
  const slider = useRef<HTMLInputElement>(null);
  const isPlaying = useFollowed(clock, () => clock.isPlaying) || stepping;
  clock.speed = speed;

  const speak = useCallback(() => setSaid(describe()), [describe]);
  const keepPlace = useCallback(
    () => dispatch({ type: 'change', changes: { progress: clock.time / clock.end } }),
    [clock, dispatch],
  );
  const step = useCallback(
    (by: 1 | -1) => {
      clock.pause();
      const next = by === 1 ? steps[bisectRight(steps, clock.time)] : steps[bisectLeft(steps, clock.time) - 1];
      clock.seek(next ?? (by === 1 ? clock.end : 0));
      speak();
      keepPlace();
    },
    [clock, steps, speak, keepPlace],
  );
  const pause = useCallback(() => {
    clock.pause();
    setStepping(false);
    speak();
    keepPlace();
  }, [clock, speak, keepPlace]);
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

  useEffect(
    () =>
      clock.follow(() => {
        const range = slider.current;
        if (range) range.value = String(Math.round((1000 * clock.time) / clock.end));
        range?.setAttribute('aria-valuetext', showTime(say, clock.time));
        if (!clock.isPlaying && clock.time >= clock.end) speak();
      }),
    [clock, say, speak],
  );

  const onKeyDown = (event: KeyboardEvent) => {
    const { target, key } = event;
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const isControl =
      target instanceof Element && target.closest('button, input, select, a, summary, [role=tab], [role=application]');
    if (isControl) return;
    if (key === ' ') toggle();
    else if (key === 'ArrowRight') step(1);
    else if (key === 'ArrowLeft') step(-1);
    else if (key === 'Home') clock.seek(0);
    else return;
    event.preventDefault();
  };

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: who has the focus here plays with the keyboard alone
    <section class="player" aria-label={say('burgers.player')} tabIndex={0} onKeyDown={onKeyDown}>
      {children}
      <div class="controls">
        <button type="button" class="primary" data-action="play" onClick={toggle}>
          {isPlaying ? `❚❚ ${say('burgers.pause')}` : `▶ ${say('burgers.play')}`}
        </button>
        <button
          type="button"
          data-action="back"
          aria-label={say('burgers.back')}
          title={say('burgers.back')}
          onClick={() => step(-1)}
        >
          ◀
        </button>
        <button
          type="button"
          data-action="forward"
          aria-label={say('burgers.forward')}
          title={say('burgers.forward')}
          onClick={() => step(1)}
        >
          ▶▏
        </button>
        <button
          type="button"
          data-action="restart"
          aria-label={say('burgers.restart')}
          title={say('burgers.restart')}
          onClick={() => clock.seek(0)}
        >
          ↺
        </button>
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
          onChange={() => {
            speak();
            keepPlace();
          }}
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

/** A value that the clock decides: what asks for it is rendered anew only when it changes. */
export function useFollowed<Value>(clock: Clock, read: () => Value): Value {
  const [, again] = useReducer((count: number) => count + 1, 0);
  const value = read();
  const shown = useRef(value);
  shown.current = value;
  const reading = useRef(read);
  reading.current = read;
  useEffect(
    () =>
      clock.follow(() => {
        if (reading.current() !== shown.current) again(undefined);
      }),
    [clock],
  );
  return value;
}

/** Text that changes with the clock, without rendering anything else anew. */
export function ClockText({ clock, text }: { readonly clock: Clock; readonly text: () => string }) {
  const element = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const show = () => {
      if (element.current) element.current.textContent = text();
    };
    show();
    return clock.follow(show);
  });
  return <span ref={element} class="clock-text" />;
}

import { useId } from 'preact/hooks';

export interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly limits: readonly [number, number];
  readonly onChange: (value: number) => void;
  /** Shows a slider as well. */
  readonly hasSlider?: boolean;
}

/** A whole number within limits. What is out of them is not taken over, and the field says so by its own means. */
export function NumberField({ label, value, limits: [least, most], onChange, hasSlider }: NumberFieldProps) {
  const id = useId();
  const take = (text: string) => {
    const number = Number(text);
    if (text !== '' && Number.isInteger(number) && least <= number && number <= most) onChange(number);
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="number"
        min={least}
        max={most}
        step={1}
        required
        value={value}
        onInput={({ currentTarget }) => take(currentTarget.value)}
      />
      {hasSlider && (
        <input
          type="range"
          aria-label={label}
          min={least}
          max={most}
          value={value}
          onInput={({ currentTarget }) => take(currentTarget.value)}
        />
      )}
    </div>
  );
}

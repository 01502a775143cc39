/** A sentence in which code stands between backticks and what is stressed between two stars. */
export function InlineText({ text }: { readonly text: string }) {
  return (
    <>
      {text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) => {
        if (part.startsWith('`')) return <code>{part.slice(1, -1)}</code>;
        return part.startsWith('**') ? <strong>{part.slice(2, -2)}</strong> : part;
      })}
    </>
  );
}

interface Props {
  name: string;
  isOpen: boolean;
  onToggle: (open: boolean) => void;
}

export function ToolButton({ name, isOpen, onToggle }: Props) {
  return (
    <button type="button" className="plain" aria-expanded={isOpen} onClick={() => onToggle(!isOpen)}>
      {name}
    </button>
  );
}

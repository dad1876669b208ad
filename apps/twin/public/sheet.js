import { h } from './dom.js';

/** A dialog from the bottom of a phone's screen that closes with Escape, its button or a choice. */
export function sheet(screen, title, ...children) {
  const place = () => {
    const { left, bottom, width, height } = screen.getBoundingClientRect();
    for (const [name, value] of Object.entries({ left, bottom: innerHeight - bottom, width, height }))
      dialog.style.setProperty(`--screen-${name}`, `${value}px`);
  };
  const closed = () => {
    removeEventListener('resize', place);
    dialog.remove();
  };
  const dialog = h(
    'dialog',
    { class: 'sheet', 'aria-label': title, onclose: closed },
    h(
      'header',
      {},
      h('h3', {}, title),
      h('button', { type: 'button', class: 'ghost', onclick: () => dialog.close(), 'aria-label': 'Close' }, '✕'),
    ),
    ...children,
  );
  document.body.append(dialog);
  place();
  addEventListener('resize', place);
  dialog.showModal();
  return dialog;
}

/** Lines of “name: value” as an object; undefined when the dialog was closed without sending. */
export function askFor(screen, title, label, usual) {
  return new Promise((resolve) => {
    const input = h('textarea', { rows: 4, value: usual, 'aria-label': label });
    const submit = (event) => {
      event.preventDefault();
      const pairs = input.value
        .split('\n')
        .filter((line) => line.includes(':'))
        .map((line) => [line.slice(0, line.indexOf(':')).trim(), line.slice(line.indexOf(':') + 1).trim()]);
      resolve(Object.fromEntries(pairs));
      dialog.close();
    };
    const dialog = sheet(
      screen,
      title,
      h('form', { class: 'stack', onsubmit: submit }, h('label', {}, label, input), h('button', { type: 'submit' }, 'Send')),
    );
    dialog.addEventListener('close', () => resolve(undefined));
    input.focus();
  });
}

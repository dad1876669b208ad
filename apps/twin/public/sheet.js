import { h } from './dom.js';

/** A dialog from the bottom of the phone that closes with Escape, its button or a choice. */
export function sheet(title, ...children) {
  const dialog = h(
    'dialog',
    { class: 'sheet', 'aria-label': title, onclose: () => dialog.remove() },
    h(
      'header',
      {},
      h('h3', {}, title),
      h('button', { type: 'button', class: 'ghost', onclick: () => dialog.close(), 'aria-label': 'Close' }, '✕'),
    ),
    ...children,
  );
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Lines of “name: value” as an object; undefined when the dialog was closed without sending. */
export function askFor(title, label, usual) {
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
      title,
      h('form', { class: 'stack', onsubmit: submit }, h('label', {}, label, input), h('button', { type: 'submit' }, 'Send')),
    );
    dialog.addEventListener('close', () => resolve(undefined));
    input.focus();
  });
}

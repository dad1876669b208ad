const key = 'frontdesk.alerts';

export const alertsOn = (): boolean => localStorage.getItem(key) === 'on';

/** Sound and desktop notices; asks the browser's leave when they are turned on. */
export async function setAlerts(on: boolean): Promise<void> {
  localStorage.setItem(key, on ? 'on' : 'off');
  if (!on) return;
  beep();
  if ('Notification' in window && Notification.permission === 'default') await Notification.requestPermission();
}

let audio: AudioContext | undefined;

/** Two short soft notes. */
export function beep(): void {
  audio ??= new AudioContext();
  const start = audio.currentTime;
  for (const [offset, pitch] of [
    [0, 660],
    [0.14, 880],
  ] as const) {
    const tone = audio.createOscillator();
    const volume = audio.createGain();
    tone.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, start + offset);
    volume.gain.exponentialRampToValueAtTime(0.12, start + offset + 0.02);
    volume.gain.exponentialRampToValueAtTime(0.0001, start + offset + 0.13);
    tone.connect(volume).connect(audio.destination);
    tone.start(start + offset);
    tone.stop(start + offset + 0.14);
  }
}

/** A desktop notice while the page is not in front; nothing about the customer stands in it. */
export function notify(title: string, body: string, open: () => void): void {
  if (!document.hidden || !('Notification' in window) || Notification.permission !== 'granted') return;
  const notice = new Notification(title, { body, tag: title, icon: '/console/icon.svg' });
  notice.onclick = () => {
    window.focus();
    open();
    notice.close();
  };
}

/** A parcel on a table, 240 × 160: a photo that can be seen. */
const PHOTO =
  'iVBORw0KGgoAAAANSUhEUgAAAPAAAACgBAMAAADA9fxWAAAAGFBMVEXi6Oa+qIzImmKwgEqWaDro1rD6+vhaYGCt/q+KAAACT0lEQVR42u3XUU7zMAzAcV7G' +
  'ezlCJHhHvkilKT0AaNkN6PVZ6UazLEkdJ3YksN+//vR3TT94etLR0dHR0dHR0dHR0dHR0dHR0dHpMQdrx07uZeRde5seueuMPXKFo204o/iaJaNtYnrkCuz7' +
  '2blTmuZklxGPdrcRjj7Y6Ze2gvTy0AkTPbJcsxOO3h4qG+0/dJKLDj8aDhNtOb6RuOiR4xuJki3HtxmzbmD4rwix7iPUwOY1TeejAepgYzCyi7qVcCZ6SkZD' +
  'C7g8+giN4Ey0i0QDNINx63aB2wJGrvt057aBkdFHaA5noj0ZOGDMjfHAiGguOB09McPpaOCGE9HAD0ejQQR+iP756W0Pu48deWUYYOey6wZGOBcNrHAyevs4' +
  'c8HxaI9hg2PRwAyf54TMD89f0XUD+6rnORrNDyeiQeK4YtEicCxa6qofosWu+iwMe615GBivOgN/ArBedQoG4IH96BgMDDDqqnlgxFUDy6oRV80DI64auI5r' +
  '76rh71y1eXOu/VUP2TGBXHbVuSfjYO8XPml4i5aG76NFYdMN9tYtDG/R4rDpBl/X3QFeo7vAS3Qf+CKj4KE5HP8TJpj3oQYeXqjwjrsL78hkdx/Or5v0erFw' +
  'LprsouCMTHZxcHrdZBcLp6IpZ1UGJ2Syi4fj6ya7JXAsmvR6i+GITHbL4Md1k91SOIwmvV4SHMhktxy+XzfZpcB+NOn1kmFPJrs0eFs32aXCt2iyS4avMuWs' +
  'KuF13WS3Bl6iyW4VfJGB/G+r4JpRWGGFFVZYYYUV/kfwN89m92/Q/UnAAAAAAElFTkSuQmCC';
const PAGE =
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n';

/** What a customer sends who was asked for a kind of file and not for a certain one. */
export function sampleFile(type: string): { mime: string; bytes: Buffer } {
  if (type === 'image') return { mime: 'image/png', bytes: Buffer.from(PHOTO, 'base64') };
  if (type === 'document') return { mime: 'application/pdf', bytes: Buffer.from(PAGE) };
  if (type === 'sticker') return { mime: 'image/webp', bytes: Buffer.from('RIFF\u0000\u0000\u0000\u0000WEBP', 'latin1') };
  if (type === 'video') return { mime: 'video/mp4', bytes: Buffer.from('\u0000\u0000\u0000\u0018ftypmp42', 'latin1') };
  return { mime: 'audio/ogg; codecs=opus', bytes: Buffer.from('OggS\u0000\u0002', 'latin1') };
}

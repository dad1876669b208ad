/** Texts whose contrast with what is painted behind them is under 4.5 (3 for large ones); what is switched off is left out. */
export const faint = `(() => {
  const parse = (color) => { const [r, g, b, a = 1] = color.match(/[\\d.]+/g).map(Number); return { rgb: [r, g, b], a }; };
  const over = (top, under) => top.rgb.map((value, index) => value * top.a + under[index] * (1 - top.a));
  const behind = (element) => { const chain = []; for (let one = element; one; one = one.parentElement) chain.unshift(parse(getComputedStyle(one).backgroundColor)); return chain.reduce((under, top) => over(top, under), [255, 255, 255]); };
  const luminance = (rgb) => { const [r, g, b] = rgb.map((value) => { const part = value / 255; return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4; }); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  return [...document.querySelectorAll('body *')].filter((element) => element.checkVisibility() && !element.closest(':disabled, .ticks, .map') && [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())).map((element) => {
    const style = getComputedStyle(element); const back = behind(element); const fore = over(parse(style.color), back);
    const [light, dark] = [luminance(fore), luminance(back)].sort((a, b) => b - a); const ratio = (light + 0.05) / (dark + 0.05);
    return { ratio, needed: parseFloat(style.fontSize) >= 24 ? 3 : 4.5, text: element.className + ': ' + element.textContent.slice(0, 40) };
  }).filter(({ ratio, needed }) => ratio < needed).map(({ ratio, text }) => ratio.toFixed(2) + ' ' + text);
})()`;

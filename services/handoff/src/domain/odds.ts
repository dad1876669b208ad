/** ln n!, by Stirling's series; below ten by hand, where it is coarse. */
function lnFactorial(n: number): number {
  if (n < 10) return Math.log([1, 1, 2, 6, 24, 120, 720, 5_040, 40_320, 362_880][n]!);
  return (n + 0.5) * Math.log(n) - n + 0.5 * Math.log(2 * Math.PI) + 1 / (12 * n) - 1 / (360 * n ** 3);
}

const lnChoose = (n: number, k: number): number => lnFactorial(n) - lnFactorial(k) - lnFactorial(n - k);

/** Of so many, so many went wrong. */
export interface Share {
  readonly cases: number;
  readonly wrong: number;
}

/**
 * How likely one side has as many wrong as it has, or more, where both sides are alike and only chance has parted what went wrong among them
 * (Fisher's exact test, one-sided).
 */
export function chanceOf(one: Share, other: Share): number {
  const cases = one.cases + other.cases;
  const wrong = one.wrong + other.wrong;
  const all = lnChoose(cases, wrong);
  let sum = 0;
  for (let k = one.wrong; k <= Math.min(wrong, one.cases); k += 1)
    if (wrong - k <= other.cases) sum += Math.exp(lnChoose(one.cases, k) + lnChoose(other.cases, wrong - k) - all);
  return Math.min(1, sum);
}

/** How likely as many go wrong, or more, where each does with this probability (the binomial's tail). */
export function chanceAt(probability: number, { cases, wrong }: Share): number {
  let sum = 0;
  for (let k = wrong; k <= cases; k += 1)
    sum += Math.exp(lnChoose(cases, k) + k * Math.log(probability) + (cases - k) * Math.log1p(-probability));
  return Math.min(1, sum);
}

// What the documents name is there: the files behind links, the headings behind anchors, paths, npm's scripts. `--root DIR` for another tree.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

const at = process.argv.indexOf('--root');
const root = at > 0 ? resolve(process.argv[at + 1]) : join(import.meta.dirname, '..');
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const documents = globSync(['*.md', '{docs,libs,services,apps}/**/*.md'], {
  cwd: root,
  exclude: (path) => /(^|\/)(node_modules|dist|knowledge)$/.test(path),
});
const names = new Set(documents.map((document) => basename(document)));
const problems = [];

for (const document of documents) {
  const text = readFileSync(join(root, document), 'utf8');
  const folder = dirname(join(root, document));
  const report = (what) => problems.push(`${document}: ${what}`);
  for (const [, link] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(link)) continue;
    const [path, anchor] = link.split('#');
    const target = path === '' ? join(root, document) : join(folder, path);
    if (!existsSync(target)) report(`a link leads nowhere: ${link}`);
    else if (anchor && !anchors(target).has(anchor)) report(`a link leads to no heading: ${link}`);
  }
  // A path is told from the root, from the document's folder or its sources, or as it is in every service; with a placeholder it is a pattern.
  const heads = 'apps|libs|services|scripts|test|docs|charts|k8s|proto|src|domain|adapters|migrations';
  for (const [path] of text.matchAll(new RegExp(`(?<![\\w/.<>{}-])(?:${heads})/[\\w./<>*-]*[\\w/>*]`, 'g'))) {
    const pattern = path.replace(/<[^>]*>|NNNN-name/g, '*');
    if (/\bdist\b/.test(path)) continue;
    if (![root, folder, join(folder, 'src'), join(root, 'services/*')].some((from) => globSync(join(from, pattern)).length > 0))
      report(`there is no ${path}`);
  }
  for (const [name] of text.matchAll(/(?<![\w/*-])[\w-]+\.md\b/g)) if (!names.has(name)) report(`there is no ${name}`);
  for (const [, named, short] of text.matchAll(/\bnpm (?:run (?:-s )?([\w:-]+)|(start|test)\b)/g)) {
    if (!Object.hasOwn(scripts, named ?? short)) report(`package.json has no script ${named ?? short}`);
  }
}
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}

/** As GitHub names them. */
function anchors(path) {
  if (!path.endsWith('.md')) return new Set();
  const headings = [...readFileSync(path, 'utf8').matchAll(/^#+ +(.+)$/gm)].map(([, heading]) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

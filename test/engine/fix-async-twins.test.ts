import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fixed, fixesOf, offered } from './fixed-text.ts';

const imports = ['import json', 'import subprocess', 'import time', 'from pathlib import Path', '', 'import requests'];

/** A path operation with a body; `more` is imported too, each in the place that isort gives it. */
function application(body: string, ...more: string[]): string {
  const standard = ['import asyncio'].filter((line) => more.includes(line));
  const others = ['import anyio', 'import httpx'].filter((line) => more.includes(line));
  const own = [...imports.slice(0, -1), ...others, ...imports.slice(-1), 'from fastapi import FastAPI'];
  const lines = body.split('\n').map((line) => (line === '' ? '' : `    ${line}`));
  return [
    ...standard,
    ...own,
    '',
    'app = FastAPI()',
    // What is left unused would be removed.
    'kept = json, subprocess, time, Path, requests',
    '',
    '',
    '@app.get("/")',
    'async def read(job, items):',
    ...lines,
    '',
  ].join('\n');
}

type Form = readonly [before: string, after: string];

const forms: Readonly<Record<string, { readonly import: string; readonly forms: readonly Form[] }>> = {
  'fix.async-sleep': {
    import: 'import asyncio',
    forms: [
      ['time.sleep(1)', 'await asyncio.sleep(1)'],
      [
        'for item in items:\n    time.sleep(item)  # slowly',
        'for item in items:\n    await asyncio.sleep(item)  # slowly',
      ],
    ],
  },
  'fix.async-path': {
    import: 'import anyio',
    forms: [
      ['return Path("a").read_text()', 'return await anyio.Path("a").read_text()'],
      [
        'path = Path("a") / job\nreturn path.read_text(encoding="utf-8").strip()',
        'path = Path("a") / job\nreturn (await anyio.Path(path).read_text(encoding="utf-8")).strip()',
      ],
    ],
  },
  'fix.async-file': {
    import: 'import anyio',
    forms: [
      [
        'with open(job) as file:\n    text = file.read()\nreturn text.strip()',
        'async with await anyio.open_file(job) as file:\n    text = await file.read()\nreturn text.strip()',
      ],
      [
        'with open(job, "rb") as file:\n    return file.read()[:10]',
        'async with await anyio.open_file(job, "rb") as file:\n    return (await file.read())[:10]',
      ],
      [
        'with open(job) as file:\n    for line in file:\n        print(file.name, line)',
        'async with await anyio.open_file(job) as file:\n    async for line in file:\n        print(file.name, line)',
      ],
      [
        'with open(job) as file:\n    return json.load(file)',
        'async with await anyio.open_file(job) as file:\n    return json.loads(await file.read())',
      ],
      [
        'with open(job, "w") as file:\n    json.dump(items, file, indent=2)',
        'async with await anyio.open_file(job, "w") as file:\n    await file.write(json.dumps(items, indent=2))',
      ],
      [
        'with Path(job).open("w") as file:\n    file.write("x")',
        'async with await anyio.open_file(Path(job), "w") as file:\n    await file.write("x")',
      ],
    ],
  },
  'fix.async-process': {
    import: 'import anyio',
    forms: [
      [
        'return subprocess.run(["ls", job], capture_output=True, check=True)',
        'return await anyio.run_process(["ls", job], check=True)',
      ],
      ['subprocess.run(["ls"])', 'await anyio.run_process(["ls"], check=False, stderr=None, stdout=None)'],
      [
        'return subprocess.check_output(["ls"]).decode()',
        'return (await anyio.run_process(["ls"], stderr=None)).stdout.decode()',
      ],
    ],
  },
  'fix.async-requests': {
    import: 'import httpx',
    forms: [
      [
        'response = requests.get(job, params={"a": 1}, timeout=5)\nif not response.ok:\n    return None\nreturn response.json()',
        'async with httpx.AsyncClient(follow_redirects=True) as client:\n    response = await client.get(job, params={"a": 1}, timeout=5)\nif not response.is_success:\n    return None\nreturn response.json()',
      ],
      [
        'return requests.post(\n    job,\n    json=items,\n).json()',
        'async with httpx.AsyncClient(follow_redirects=True, timeout=None) as client:\n    return (await client.post(\n        job,\n        json=items,\n    )).json()',
      ],
    ],
  },
};

const refused: Readonly<Record<string, readonly string[]>> = {
  'fix.async-file': [
    'with open(job) as file:\n    return list(file)',
    'with open(job) as file:\n    return [file.read() for _ in items] + [lambda: file.read()]',
    'with open(job) as file, open("b") as other:\n    return file.read() + other.read()',
    'with open(job) as file:\n    pass\nreturn file',
  ],
  'fix.async-process': [
    'return subprocess.run(["ls"], text=True).stdout',
    'return subprocess.run(["ls"], timeout=1)',
    'return subprocess.run(job)',
    'return subprocess.run("ls")',
  ],
  'fix.async-requests': [
    'response = requests.get(job)\nreturn response',
    'response = requests.get(job, stream=True)\nreturn response.text',
    'try:\n    return requests.get(job).json()\nexcept requests.RequestException:\n    return None',
    'try:\n    return requests.get(job).json()\nexcept OSError:\n    return None',
    'response = requests.get(job)\nreturn response.iter_content()',
    'return requests.get(job, timeout=(1, 2)).text',
    'if requests.get(job).ok:\n    return 1',
  ],
};

for (const [title, { import: line, forms: cases }] of Object.entries(forms)) {
  describe(title, () => {
    for (const [before, after] of cases) {
      test(before.replace(/\n\s*/g, ' ⏎ '), async () => {
        const expected = application(after, line);
        assert.equal(await fixed(application(before), title), expected);
      });
    }
    for (const body of refused[title] ?? []) {
      test(`is not offered for ${body.replace(/\n\s*/g, ' ⏎ ')}`, async () => {
        assert.ok(!(await offered(application(body))).includes(title));
      });
    }
  });
}

test('httpx in place of requests is reviewed where the project does not use it yet', async () => {
  const body = 'return requests.get(job).json()';
  assert.equal((await fixesOf(application(body))).get('fix.async-requests')?.review, 'fix.review.httpx');
  assert.equal((await fixesOf(application(body, 'import httpx'))).get('fix.async-requests')?.review, undefined);
});

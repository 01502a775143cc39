import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Preset } from '../../server/engine/rules/rule.ts';
import { allKnowledge } from '../../server/knowledge/all-knowledge.ts';
import { formatMessage } from '../../server/messages/format-message.ts';
import { analysisOf } from '../engine-host.ts';

async function analysed(imports: string, code: string, preset: Preset = 'strict') {
  const main = `${imports}\nfrom fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.post("/")\nasync def serve(data):\n    ${code}\n`;
  return analysisOf({ 'main.py': main }, { preset });
}

/** What is found in a path operation with one statement: the rule, and whether it is only likely. */
async function found(imports: string, code: string, preset?: Preset): Promise<string[]> {
  const findings = (await analysed(imports, code, preset)).allFindings();
  return findings.map(({ rule, isLikely }) => `${rule}${isLikely ? ', likely' : ''}`);
}

describe('a call whose length depends on its data', () => {
  const doubtful: readonly [imports: string, code: string][] = [
    ['import zlib', 'return zlib.compress(data)'],
    ['import yaml', 'return yaml.safe_load(data)'],
    ['import pandas as pd', 'return pd.read_csv(data)'],
    ['import pandas as pd', 'for _, row in pd.DataFrame(data).iterrows(): print(row)'],
    ['import numpy as np', 'return np.linalg.svd(data)'],
    ['from sklearn.linear_model import LinearRegression', 'return LinearRegression().fit(data, data)'],
    ['from sklearn.svm import SVC', 'return SVC().predict(data)'],
    ['import torch', 'return torch.nn.Linear(2, 2)(data)'],
    ['import onnxruntime', 'return SESSION.run(None, data)\n\nSESSION = onnxruntime.InferenceSession("m.onnx")'],
    ['from PIL import Image', 'return Image.new("RGB", data).save("a.png")'],
    ['from reportlab.platypus import SimpleDocTemplate', 'SimpleDocTemplate("a.pdf").build(data)'],
    ['from openpyxl import Workbook', 'Workbook().save(data)'],
    ['import io, zipfile', 'zipfile.ZipFile(io.BytesIO(), "w").writestr("a", data)'],
  ];
  for (const [imports, code] of doubtful) {
    test(`is likely at most: ${code.split('\n')[0]}`, async () => {
      assert.deepEqual(await found(imports, code, 'recommended'), []);
      assert.deepEqual(await found(imports, code), ['cpu-bound-call, likely']);
    });
  }

  test('says "probably" in both languages', async () => {
    const [finding] = (await analysed('import zlib', 'return zlib.compress(data)')).allFindings();
    assert.match(formatMessage('en', finding?.message ?? '', finding?.params), /^`.*` probably computes for long/);
    assert.match(formatMessage('es', finding?.message ?? '', finding?.params), /^`.*` probablemente hace un cálculo/);
  });

  test('is certain where a file is named, by text, by a path or by a constant of the project', async () => {
    for (const path of ['"a.csv"', 'f"{data}.csv"', 'Path("a") / "b.csv"', 'os.path.join("a", "b")', 'NAME']) {
      const imports = 'import os\nfrom pathlib import Path\nimport pandas as pd\nNAME = "a.csv"';
      assert.deepEqual(await found(imports, `return pd.read_csv(${path})`), ['cpu-bound-call'], path);
    }
  });

  test('is passed over where what it is given is a finding for certain', async () => {
    const imports = 'from pathlib import Path\nimport yaml';
    assert.deepEqual(await found(imports, 'return yaml.safe_load(Path("a").read_text())'), ['blocking-call']);
    const other = `${imports}\nimport time\nimport somewhere\n\n\n@somewhere.decorate\ndef nap(text): time.sleep(1)`;
    const both = ['blocking-call, likely', 'blocking-call'];
    assert.deepEqual(await found(other, 'return nap(Path("a").read_text())'), both);
  });

  test('is not named where something else is likely to block', async () => {
    const imports =
      'import random, time, zlib\nimport somewhere\n\n\n@somewhere.decorate\ndef nap(): time.sleep(1)\n\n\ndef pack(data):\n    if data:\n        nap()\n    return zlib.compress(data)';
    const [finding, ...others] = (await analysed(imports, 'return pack(data)')).allFindings();
    assert.deepEqual(others, []);
    assert.equal(finding?.params.blocker, 'time.sleep');
  });

  test('is silent in a thread and in another process', async () => {
    const imports =
      'import asyncio, zlib\nfrom concurrent.futures import ProcessPoolExecutor\npool = ProcessPoolExecutor()';
    assert.deepEqual(await found(imports, 'return await asyncio.to_thread(zlib.compress, data)'), []);
    const inProcess = 'return await asyncio.get_running_loop().run_in_executor(pool, zlib.compress, data)';
    assert.deepEqual(await found(imports, inProcess), []);
  });
});

describe('a picture is decoded when it is first used', () => {
  const imports = 'from PIL import Image';
  test('and what comes after that is only likely long', async () => {
    const code = 'picture = Image.open(data)\n    picture.thumbnail((9, 9))\n    picture.save("a.jpg")';
    assert.deepEqual(await found(imports, code), ['cpu-bound-call', 'cpu-bound-call, likely']);
    assert.deepEqual(await found(imports, code, 'recommended'), ['cpu-bound-call']);
  });
  test('each of two pictures', async () => {
    const code = 'a, b = Image.open(data), Image.open(data)\n    a.load()\n    b.load()';
    assert.deepEqual(await found(imports, code), ['cpu-bound-call', 'cpu-bound-call']);
  });
});

describe('a number of rounds', () => {
  const rounds = async (given: string) =>
    found(
      'import hashlib\nFEW = 1_000\nMANY = 100_000\nCHANGED = 10\nCHANGED = 600_000',
      `return hashlib.pbkdf2_hmac("sha1", data, b"", ${given})`,
    );
  test('that is small is no finding', async () => {
    for (const given of ['1000', '29_999', 'iterations=1000', 'FEW']) assert.deepEqual(await rounds(given), [], given);
  });
  test('that is great or not known is one', async () => {
    for (const given of ['600_000', '30_000', 'MANY', 'int(data)', 'iterations=MANY', 'CHANGED']) {
      assert.deepEqual(await rounds(given), ['cpu-bound-call'], given);
    }
  });
});

describe("Python's lock decides what is advised", () => {
  const cases: readonly [imports: string, code: string, advice: RegExp, fixes: string[]][] = [
    [
      'from passlib.hash import sha512_crypt',
      'return sha512_crypt.hash(data)',
      /done\. Run it in another process \(`ProcessPoolExecutor`\)/,
      ['fix.suppress'],
    ],
    [
      'from pdfminer.high_level import extract_text',
      'return extract_text(data)',
      /run the call in a thread\. It is Python code, .*another process is better\.$/,
      ['fix.make-def', 'fix.offload', 'fix.suppress'],
    ],
    [
      'import bcrypt',
      'return bcrypt.checkpw(data, data)',
      /or run the call in a thread\.$/,
      ['fix.make-def', 'fix.offload', 'fix.suppress'],
    ],
  ];
  for (const [imports, code, advice, fixes] of cases) {
    test(imports, async () => {
      const analysis = await analysed(imports, code, 'recommended');
      const [finding] = analysis.allFindings();
      assert.ok(finding);
      assert.match(formatMessage('en', finding.message, finding.params), advice);
      assert.deepEqual(
        analysis.fixes(finding).map(({ title }) => title),
        fixes,
      );
      assert.doesNotMatch(formatMessage('es', finding.message, finding.params), /[{}]/);
      assert.equal(finding.card, 'cpu-bound');
    });
  }
});

test('an object that is called does what its class is known to do, a subclass of the project too', async () => {
  const imports = `import keras
import torch
from transformers import Pipeline


class Own(Pipeline): ...


class Net(torch.nn.Module):
    def forward(self, rows): return rows


class Other(torch.nn.Module):
    def __call__(self, rows): return rows


own, net, other = Own(), Net(), Other()`;
  assert.deepEqual(await found(imports, 'return own(data)'), ['cpu-bound-call']);
  assert.deepEqual(await found(imports, 'return net(data)'), ['cpu-bound-call, likely']);
  assert.deepEqual(await found(imports, 'return other(data)'), []);
});

test('what is known of libraries is written in one place and without contradiction', () => {
  const seen = new Map<string, string>();
  for (const { library, entries } of allKnowledge.libraries) {
    for (const { name, likely, certainWhen, gil, category, blocks, onFirstUse } of entries) {
      assert.ok(!seen.has(name), `${name}: ${seen.get(name)} and ${library}`);
      seen.set(name, library);
      if (certainWhen) assert.ok(likely, `${name}: certain anyway`);
      if (likely || onFirstUse) assert.ok(blocks && category, `${name}: likely to do what?`);
      if (gil) assert.equal(category, 'cpu', `${name} holds a lock and computes nothing`);
    }
  }
});

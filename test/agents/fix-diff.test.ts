import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixDiff } from '../../server/agents/fix-diff.ts';
import { NotebookModule } from '../../server/engine/notebook-module.ts';
import { analysisOf } from '../engine-host.ts';

test('the diff of a fix in a notebook is that of its cells', async () => {
  const analysis = await analysisOf({});
  const sources = [
    '!pip install fastapi\nimport time\nfrom fastapi import FastAPI\n\napp = FastAPI()',
    '@app.get("/")\nasync def read():\n    time.sleep(1)',
  ];
  const cells = sources.map((source, index) => ({ number: 2 * index + 1, source }));
  analysis.updateNotebook('a.ipynb', new NotebookModule(cells));
  const [finding] = analysis.allFindings();
  const [fix] = finding ? analysis.fixes(finding) : [];
  assert.ok(fix);
  assert.equal(
    fixDiff(analysis, fix),
    `--- a/a.ipynb (cell 1)
+++ b/a.ipynb (cell 1)
@@ -1,3 +1,4 @@
 !pip install fastapi
+import asyncio
 import time
 from fastapi import FastAPI
--- a/a.ipynb (cell 3)
+++ b/a.ipynb (cell 3)
@@ -2,2 +2,2 @@
 async def read():
-    time.sleep(1)
+    await asyncio.sleep(1)`,
  );
});

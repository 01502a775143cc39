import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Page, reducePage, startPage } from '../../../client/restaurant/page-reducer.ts';
import type { MessageToPage } from '../../../client/restaurant/restaurant-message.ts';
import { awaiting, blocking, routeOf } from './sample-recipes.ts';

const tell = (page: Page, message: MessageToPage) => reducePage(page, { type: 'message', message });
const open = (route = routeOf(blocking, awaiting)) => tell(startPage(undefined), { type: 'open', route });

test('a route with a fix is shown as it is, beside what the fix makes of it', () => {
  const { kept, route } = open();
  assert.equal(kept.view, 'route');
  assert.deepEqual([kept.left, kept.right], ['as it is', 'after the fix']);
  assert.deepEqual(kept.route, route?.key);
});

test('a route without a fix is shown beside the way to serve that differs', () => {
  assert.equal(open(routeOf(blocking)).kept.right, 'truly async');
  assert.equal(open(routeOf(awaiting)).kept.right, 'as def');
});

test('when the fix has been applied, how it was stands beside how it is', () => {
  const page = tell(open(), { type: 'update', route: routeOf(awaiting) });
  assert.deepEqual([page.kept.left, page.kept.right], ['when opened', 'as it is']);
  assert.deepEqual(page.kept.opened?.recipe, blocking);
  assert.deepEqual(page.route?.recipe, awaiting);
});

test('what is shown begins anew with another route and with a fix, and with nothing else', () => {
  const opened = open();
  const fixed = tell(opened, { type: 'update', route: routeOf(awaiting) });
  assert.notEqual(fixed.run, opened.run);
  assert.notEqual(tell(fixed, { type: 'open', route: routeOf(blocking) }).run, fixed.run);
  assert.equal(tell(opened, { type: 'update', route: routeOf(blocking, awaiting) }).run, opened.run);
  assert.equal(reducePage(opened, { type: 'show', side: 'left', serving: 'as def' }).run, opened.run);
});

test('an edit that changes nothing of the recipe leaves what is shown', () => {
  const page = tell(open(), { type: 'update', route: routeOf(blocking, awaiting) });
  assert.deepEqual([page.kept.left, page.kept.right], ['as it is', 'after the fix']);
});

test('a fix that is gone while code is typed comes back, and no side shows the same as the other', () => {
  const typing = tell(open(), { type: 'update', route: routeOf(blocking) });
  assert.deepEqual([typing.kept.left, typing.kept.right], ['as it is', 'truly async']);
  const typed = tell(typing, { type: 'update', route: routeOf(blocking, awaiting) });
  assert.deepEqual([typed.kept.left, typed.kept.right], ['as it is', 'after the fix']);
});

test('when the fix is undone, how it is stands beside the fix again', () => {
  const fixed = tell(open(), { type: 'update', route: routeOf(awaiting) });
  const { kept } = tell(fixed, { type: 'update', route: routeOf(blocking, awaiting) });
  assert.deepEqual([kept.left, kept.right], ['as it is', 'after the fix']);
});

test('what the user has chosen stays while code is typed', () => {
  const chosen = reducePage(open(), { type: 'show', side: 'right', serving: '4 workers' });
  assert.equal(tell(chosen, { type: 'update', route: routeOf(blocking) }).kept.right, '4 workers');
});

test('a route that is gone stays as it was, and comes back', () => {
  const gone = tell(open(), { type: 'update', route: null });
  assert.equal(gone.isGone, true);
  assert.deepEqual(gone.route?.recipe, blocking);
  assert.equal(tell(gone, { type: 'update', route: routeOf(blocking) }).isGone, false);
});

test('after a reload the choice is kept when the route comes again', () => {
  const before = reducePage(open(), { type: 'show', side: 'right', serving: '4 workers' });
  const restored = tell(startPage(before.kept), { type: 'update', route: routeOf(blocking, awaiting) });
  assert.equal(restored.kept.right, '4 workers');
  assert.deepEqual(restored.kept.opened, before.kept.opened);
});

test('a place that no path operation runs leads to the story', () => {
  const page = tell(open(), { type: 'story', notServed: true });
  assert.equal(page.kept.view, 'story');
  assert.equal(page.isNotServed, true);
});

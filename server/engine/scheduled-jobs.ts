/** Methods of APScheduler's scheduler for asyncio that take a job. */
const jobTaker = /^apscheduler\.schedulers\.asyncio\.AsyncIOScheduler\.(add_job|scheduled_job)$/;

/**
 * Whether a method takes jobs that run beside the requests: `async def` ones on the loop, `def` ones in a thread.
 * Source: apscheduler/executors/asyncio.py, `AsyncIOExecutor._do_submit_job`.
 */
export function takesJobs(qualifiedName: string): boolean {
  return jobTaker.test(qualifiedName);
}

const testModule = /(^|\/)(tests?\/|conftest\.py$|test_[^/]*\.py$|[^/]*_test\.py$)/;

/** Whether a file is one of pytest's: what it builds and assigns is not there when the application serves. */
export function isTestModule(path: string): boolean {
  return testModule.test(path);
}

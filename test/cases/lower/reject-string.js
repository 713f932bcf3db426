// stage: lower
// args: i32
// reason: strings do not compile
function hello(n) {
  return 'Hello, World!'
}
/*
refused, string: a string is used as a value; kernels compute with numbers only
*/

// stage: share
// args: i32[], f64
function vote(votes, at) {
  votes[at]++
}
/*
func vote(%votes: i32 #0, %votes.length: i32, %at: f64) {
  if inBounds(%at, %votes.length) {
    %0: i32 = truncSat(%at)
    %1 = load i32 %votes[%0]
    store i32 %votes[%0] = %1 + 1
  }
}
*/

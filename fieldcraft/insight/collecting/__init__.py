"""From the database to what can be learned from: landmarks of closed opportunities, and the history of all of them."""

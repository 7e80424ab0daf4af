"""What is done with the customer: log it, plan it, prepare it, go over it afterwards."""

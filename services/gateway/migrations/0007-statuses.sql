-- Parked statuses are read oldest first and deleted by id: nothing asks for them by what Meta called the message.
DROP INDEX statuses_wamid;

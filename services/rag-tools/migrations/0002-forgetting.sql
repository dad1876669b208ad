-- What is past its horizon is found by its age.
CREATE INDEX tool_calls_age ON tool_calls (at);

mod clerk;

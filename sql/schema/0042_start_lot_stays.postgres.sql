-- What was drawn stays as it was drawn.
CREATE TRIGGER start_lot_no_update BEFORE UPDATE ON start_lot FOR EACH ROW EXECUTE FUNCTION stays();
CREATE TRIGGER start_lot_no_delete BEFORE DELETE ON start_lot FOR EACH ROW EXECUTE FUNCTION stays();

//! JSON as Go reads it, as simple as can be: of any depth that Go takes, with numbers as they are written.

/// A JSON value; numbers as they are written.
#[derive(Clone)]
pub(super) enum Value {
    Null,
    Bool,
    Number(String),
    Text(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
}

/// The value that `text` is; `None` where it is not exactly one.
pub(super) fn read(text: &str) -> Option<Value> {
    let mut reader = Reader { text: text.chars().collect(), place: 0 };
    let value = reader.value(0)?;
    reader.blanks();
    (reader.place == reader.text.len()).then_some(value)
}

struct Reader {
    text: Vec<char>,
    place: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.text.get(self.place).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.place += 1;
        Some(next)
    }

    fn takes(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        self.place += usize::from(found);
        found
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(|c| matches!(c, ' ' | '\t' | '\n' | '\r')) {
            self.place += 1;
        }
    }

    fn word(&mut self, word: &str, value: Value) -> Option<Value> {
        word.chars().all(|c| self.takes(c)).then_some(value)
    }

    /// The value that comes next; `depth` lists and objects are open.
    fn value(&mut self, depth: usize) -> Option<Value> {
        self.blanks();
        match self.peek()? {
            'n' => self.word("null", Value::Null),
            't' => self.word("true", Value::Bool),
            'f' => self.word("false", Value::Bool),
            '"' => Some(Value::Text(self.string()?)),
            '[' => self.list(depth + 1),
            '{' => self.object(depth + 1),
            _ => self.number(),
        }
    }

    fn list(&mut self, depth: usize) -> Option<Value> {
        let mut items = Vec::new();
        self.next();
        self.blanks();
        if depth > 10_000 {
            return None;
        }
        if self.takes(']') {
            return Some(Value::List(items));
        }
        loop {
            items.push(self.value(depth)?);
            self.blanks();
            match self.next()? {
                ',' => {}
                ']' => return Some(Value::List(items)),
                _ => return None,
            }
        }
    }

    fn object(&mut self, depth: usize) -> Option<Value> {
        let mut members = Vec::new();
        self.next();
        self.blanks();
        if depth > 10_000 {
            return None;
        }
        if self.takes('}') {
            return Some(Value::Object(members));
        }
        loop {
            self.blanks();
            let key = self.string()?;
            self.blanks();
            if !self.takes(':') {
                return None;
            }
            members.push((key, self.value(depth)?));
            self.blanks();
            match self.next()? {
                ',' => {}
                '}' => return Some(Value::Object(members)),
                _ => return None,
            }
        }
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.place;
        while self.peek().is_some_and(|c| c.is_ascii_digit()) {
            self.place += 1;
        }
        (self.place > start).then_some(())
    }

    fn number(&mut self) -> Option<Value> {
        let start = self.place;
        self.takes('-');
        if !self.takes('0') {
            self.digits()?;
        }
        if self.takes('.') {
            self.digits()?;
        }
        if self.takes('e') || self.takes('E') {
            let _ = self.takes('+') || self.takes('-');
            self.digits()?;
        }
        Some(Value::Number(self.text.get(start..self.place)?.iter().collect()))
    }

    /// A string: UTF-16 as its escapes have it, and U+FFFD for what is half a character.
    fn string(&mut self) -> Option<String> {
        if !self.takes('"') {
            return None;
        }
        let mut units: Vec<u16> = Vec::new();
        loop {
            let unit = match self.next()? {
                '"' => return Some(String::from_utf16_lossy(&units)),
                '\\' => match self.next()? {
                    'b' => 8,
                    'f' => 12,
                    'n' => 10,
                    'r' => 13,
                    't' => 9,
                    'u' => {
                        let digits: Option<String> =
                            (0..4).map(|_| self.next().filter(char::is_ascii_hexdigit)).collect();
                        u16::from_str_radix(&digits?, 16).ok()?
                    }
                    mark @ ('"' | '\\' | '/') => mark as u16,
                    _ => return None,
                },
                control if control < ' ' => return None,
                other => {
                    // A character that is written out ends half of one before it.
                    units.extend(other.encode_utf16(&mut [0; 2]).iter());
                    continue;
                }
            };
            units.push(unit);
        }
    }
}

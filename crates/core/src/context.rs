//! What a request is evaluated against: the settings, and what is known of the cluster at two moments.

use crate::object::Object;
use crate::settings::Settings;
use crate::world::World;

/// The settings and the two moments. Settings lag behind a living cluster or run ahead of it, and while Rook carries a
/// change out, pods of both moments are right at once.
#[derive(Debug)]
pub struct Context<'a> {
    /// The policy's settings.
    pub settings: &'a Settings<'a>,
    /// The inventory, in which the object under review replaces its own copy.
    pub world: World<'a>,
    /// The same with the objects of `previous` in place of their copies; `None` where there are none.
    pub earlier: Option<World<'a>>,
}

impl<'a> Context<'a> {
    /// What `reviewed` is evaluated against.
    pub fn new(settings: &'a Settings<'a>, reviewed: &Object<'a>) -> Self {
        let earlier = || World::earlier(&settings.inventory, &settings.previous, reviewed);
        Context {
            settings,
            world: World::new(&settings.inventory, reviewed),
            earlier: (!settings.previous.is_empty()).then(earlier),
        }
    }

    /// The known moments, the present one first.
    pub fn moments(&self) -> impl Iterator<Item = &World<'a>> {
        [&self.world].into_iter().chain(&self.earlier)
    }
}
